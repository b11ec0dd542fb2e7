FROM debian
RUN echo "cleaning up" && rm -rf /usr/share/doc
COPY --from=built/app /server /server
CMD ["/server"]
