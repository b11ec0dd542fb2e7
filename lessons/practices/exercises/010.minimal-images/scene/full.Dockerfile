FROM gcc
COPY --from=built/app /server /server
CMD ["/server"]
