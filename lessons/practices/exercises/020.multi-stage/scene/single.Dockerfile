FROM gcc
WORKDIR /src
COPY server.c build.key ./
RUN gcc -O2 -static -s -o /server server.c
RUN rm server.c build.key
CMD ["/server"]
