# Where the program is made. The four images below only take it over.
FROM gcc
COPY server.c .
RUN gcc -O2 -static -s -o /server server.c
