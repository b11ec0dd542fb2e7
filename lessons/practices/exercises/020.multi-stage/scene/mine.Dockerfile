FROM gcc
WORKDIR /src
COPY server.c build.key ./
RUN gcc -O2 -o /server server.c
RUN rm build.key
CMD ["/server"]
