FROM gcc AS workshop
WORKDIR /src
COPY server.c build.key ./
RUN gcc -O2 -static -o /server server.c

FROM scratch
COPY --from=workshop /server /server
USER 65532
CMD ["/server"]
