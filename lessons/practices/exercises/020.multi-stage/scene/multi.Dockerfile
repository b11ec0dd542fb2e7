# The workshop: it has the compiler, the source and the key.
FROM gcc AS build
WORKDIR /src
COPY server.c build.key ./
RUN gcc -O2 -static -s -o /server server.c

# What is shipped: the result, and nothing else.
FROM scratch
COPY --from=build /server /server
USER 65532:65532
CMD ["/server"]
