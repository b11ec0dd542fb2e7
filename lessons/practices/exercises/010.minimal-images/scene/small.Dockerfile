FROM busybox
COPY --from=built/app /server /server
CMD ["/server"]
