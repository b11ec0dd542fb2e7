FROM scratch
COPY --from=built/app /server /server
CMD ["/server"]
