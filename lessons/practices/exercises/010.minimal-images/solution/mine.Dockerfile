FROM scratch
COPY --from=built/app /server /server
USER 1000
CMD ["/server"]
