/* relay: many TCP connections of this network over one pair of pipes, until standard input ends.
 *
 * A frame is a kind (1 byte), the connection's number (2 bytes), a length (2 bytes) and the data:
 *   in:  O open (data: 4 bytes of address, 2 of port)   D send these bytes     C close
 *   out: O it is open                                   D these bytes came     C it is closed, and why
 * The number is the asker's choice. Nothing is ever listened to, and nobody is asked to wait. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  MOST = 64,             /* connections at a time */
  HEAD = 5,
  PIECE = 16 << 10,
  MOST_RECEIVED = 1 << 20, /* bytes of one connection */
  IDLE = 5 * 60 * 1000,  /* milliseconds without a connection, then it ends */
};

static struct {
  int used, number, open, received;
} of[MOST];
static struct pollfd polled[MOST + 1]; /* standard input stands last */

static void write_all(const void *data, int size) {
  const char *next = data;
  while (size > 0) {
    ssize_t count = write(1, next, size);
    if (count < 0 && errno != EINTR) exit(1);
    if (count > 0) next += count, size -= count;
  }
}

static int read_all(void *data, int size) {
  char *next = data;
  while (size > 0) {
    ssize_t count = read(0, next, size);
    if (count == 0 || (count < 0 && errno != EINTR)) return 0;
    if (count > 0) next += count, size -= count;
  }
  return 1;
}

static void tell(char kind, int number, const void *data, int size) {
  static unsigned char frame[HEAD + PIECE];
  unsigned char head[HEAD] = {kind, number >> 8, number & 255, size >> 8, size & 255};
  memcpy(frame, head, HEAD);
  memcpy(frame + HEAD, data, size);
  write_all(frame, HEAD + size);
}

static void let_go(int slot) {
  close(polled[slot].fd);
  polled[slot].fd = -1;
  of[slot].used = 0;
}

static void end(int slot, const char *why) {
  tell('C', of[slot].number, why, strlen(why));
  let_go(slot);
}

static int slot_of(int number) {
  for (int slot = 0; slot < MOST; slot++)
    if (of[slot].used && of[slot].number == number) return slot;
  return -1;
}

static void open_one(int number, const unsigned char *data) {
  int slot = 0, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in to = {.sin_family = AF_INET};
  memcpy(&to.sin_addr, data, 4);
  memcpy(&to.sin_port, data + 4, 2);
  while (slot < MOST && of[slot].used) slot++;
  if (fd >= 0 && slot == MOST) close(fd), fd = -1, errno = EMFILE;
  if (fd < 0 || (connect(fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS)) {
    const char *why = strerror(errno);
    if (fd >= 0) close(fd);
    tell('C', number, why, strlen(why));
    return;
  }
  of[slot].used = 1, of[slot].number = number, of[slot].open = 0, of[slot].received = 0;
  polled[slot].fd = fd, polled[slot].events = POLLOUT;
}

static void send_some(int slot, const void *data, int size) {
  ssize_t count = send(polled[slot].fd, data, size, MSG_NOSIGNAL);
  if (count < size) end(slot, strerror(count < 0 ? errno : ENOBUFS));
}

/* Whether there was a frame. */
static int obey(void) {
  static unsigned char head[HEAD], data[1 << 16];
  if (!read_all(head, HEAD)) return 0;
  int number = head[1] << 8 | head[2], size = head[3] << 8 | head[4], slot = slot_of(number);
  if (!read_all(data, size)) return 0;
  if (head[0] == 'O' && size == 6 && slot < 0) open_one(number, data);
  if (head[0] == 'D' && slot >= 0) send_some(slot, data, size);
  if (head[0] == 'C' && slot >= 0) let_go(slot);
  return 1;
}

static void serve(int slot) {
  static char data[PIECE];
  int problem = 0;
  socklen_t size = sizeof problem;
  if (!of[slot].open) {
    getsockopt(polled[slot].fd, SOL_SOCKET, SO_ERROR, &problem, &size);
    if (problem) return end(slot, strerror(problem));
    of[slot].open = 1, polled[slot].events = POLLIN;
    return tell('O', of[slot].number, "", 0);
  }
  ssize_t count = recv(polled[slot].fd, data, PIECE, 0);
  if (count <= 0) return end(slot, count ? strerror(errno) : "");
  tell('D', of[slot].number, data, count);
  of[slot].received += count;
  if (of[slot].received > MOST_RECEIVED) end(slot, "");
}

int main(void) {
  for (int slot = 0; slot < MOST; slot++) polled[slot].fd = -1;
  polled[MOST].fd = 0, polled[MOST].events = POLLIN;
  for (;;) {
    int busy = 0;
    for (int slot = 0; slot < MOST; slot++) busy += of[slot].used;
    if (poll(polled, MOST + 1, busy ? -1 : IDLE) == 0) return 0;
    for (int slot = 0; slot < MOST; slot++)
      if (polled[slot].fd >= 0 && polled[slot].revents) serve(slot);
    if (polled[MOST].revents && !obey()) return 0;
  }
}
