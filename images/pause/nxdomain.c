/* nxdomain: says of every name that there is none, at 127.0.0.12. The engine's resolver, which knows the
 * names of Services, asks here for all others: a Pod's network leads nowhere, so nobody else could answer. */
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

enum { HEAD = 12, QUESTION_END = 5, LONGEST = 512 };

/* Where the first question ends, or 0 when this is no query. */
static int end_of_question(const unsigned char *query, int size) {
  int at = HEAD;
  if (size < HEAD || query[2] & 0x80) return 0;
  while (at < size && query[at]) at += query[at] + 1;
  at += QUESTION_END;
  return at <= size ? at : 0;
}

int main(void) {
  static unsigned char data[LONGEST];
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(53)}, asker;
  here.sin_addr.s_addr = inet_addr("127.0.0.12");
  if (fd < 0 || bind(fd, (struct sockaddr *)&here, sizeof here) < 0) return 1;
  for (;;) {
    socklen_t length = sizeof asker;
    int size = recvfrom(fd, data, sizeof data, 0, (struct sockaddr *)&asker, &length);
    int end = end_of_question(data, size);
    if (!end) continue;
    data[2] = data[2] & 0x79 | 0x80; /* an answer to this kind of query */
    data[3] = 0x83;                  /* recursion available, no such name */
    memset(data + 6, 0, HEAD - 6);   /* nothing but the question follows */
    sendto(fd, data, end, 0, (struct sockaddr *)&asker, length);
  }
}
