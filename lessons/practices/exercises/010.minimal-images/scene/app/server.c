/* A web server of one page. It reads and writes no file, and needs no library at run time. */
#include <arpa/inet.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char PAGE[] =
    "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\npage ${TOKEN}\n";

static void leave(int signal) { (void)signal; _exit(0); }

int main(void) {
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(8080)};
  int server = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  signal(SIGTERM, leave);
  signal(SIGPIPE, SIG_IGN);
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(server, (struct sockaddr *)&here, sizeof here) || listen(server, 16)) return 1;
  for (;;) {
    char request[2048];
    int client = accept(server, NULL, NULL);
    if (client < 0) continue;
    if (read(client, request, sizeof request) > 0) (void)!write(client, PAGE, strlen(PAGE));
    close(client);
  }
}
