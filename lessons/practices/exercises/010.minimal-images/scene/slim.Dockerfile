FROM debian
COPY --from=built/app /server /server
CMD ["/server"]
