/*
 * Preloaded into a process whose disk a test controls (disk-shim.ts builds it). Settings, all in the environment:
 *   DISK_FOLDER    the folder whose files are meant
 *   DISK_DELAY_US  each sync takes this much longer
 *   DISK_FAIL      while this file exists, each sync fails with EIO and reaches nothing
 *   DISK_TRACE     each write and sync is appended here
 * A record of the trace is a header of 32 bytes (the struct below) and as many bytes as its second field says.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct record {
  char kind; /* C create, W write, T truncate, B begin of a sync, S end of a sync, F failed sync, U unlink, R rename, D mkdir */
  char zero[3];
  uint32_t bytes;
  uint64_t file;
  uint64_t at; /* offset; size; number of the sync */
  uint64_t spare;
};

enum { FILES = 65536 };
static unsigned char ours[FILES];
static const char *folder, *fail;
static size_t folder_length;
static int trace = -1;
static long delay_us;
static uint64_t syncs;

#define REAL(name, type) static __typeof__(type) real; if (!real) real = (__typeof__(type))dlsym(RTLD_NEXT, name)

/* A copy: PostgreSQL writes the titles of its processes where the environment was. */
static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value ? strdup(value) : NULL;
}

__attribute__((constructor)) static void begin(void) {
  folder = setting("DISK_FOLDER");
  if (!folder) return;
  folder_length = strlen(folder);
  fail = setting("DISK_FAIL");
  const char *delay = getenv("DISK_DELAY_US");
  if (delay) delay_us = atol(delay);
  const char *path = getenv("DISK_TRACE");
  if (path) trace = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
}

static void put(char kind, uint64_t file, uint64_t at, const struct iovec *parts, int count, size_t bytes) {
  if (trace < 0) return;
  int before = errno;
  struct record record = {.kind = kind, .bytes = bytes, .file = file, .at = at};
  struct iovec all[256] = {{&record, sizeof record}};
  if (count > 255) abort();
  size_t left = bytes;
  int used = 1;
  for (int i = 0; i < count && left > 0; i++) {
    all[used] = parts[i];
    if (all[used].iov_len > left) all[used].iov_len = left;
    left -= all[used++].iov_len;
  }
  if (syscall(SYS_writev, trace, all, used) != (long)(sizeof record + bytes)) abort();
  errno = before;
}

static void put_text(char kind, uint64_t file, const char *text) {
  struct iovec part = {(void *)text, strlen(text)};
  put(kind, file, 0, &part, 1, part.iov_len);
}

static uint64_t id_of(int fd) {
  struct stat found;
  return fstat(fd, &found) == 0 ? found.st_ino : 0;
}

/* The absolute path if it is the folder or lies in it. */
static const char *inside(int at, const char *path, char *room) {
  if (!folder || !path) return NULL;
  if (path[0] != '/') {
    char link[64];
    if (at == AT_FDCWD) {
      if (!getcwd(room, PATH_MAX)) return NULL;
    } else {
      strcpy(link, "/proc/self/fd/");
      int n = at, digits = 0;
      char text[16];
      do text[digits++] = '0' + n % 10; while ((n /= 10) > 0);
      char *end = link + strlen(link);
      while (digits > 0) *end++ = text[--digits];
      *end = 0;
      ssize_t length = readlink(link, room, PATH_MAX - 1);
      if (length < 0) return NULL;
      room[length] = 0;
    }
    if (strlen(room) + strlen(path) + 2 > PATH_MAX) return NULL;
    strcat(room, "/");
    if (path[0] == '.' && path[1] == '/') path += 2;
    strcat(room, path);
  } else {
    if (strlen(path) >= PATH_MAX) return NULL;
    strcpy(room, path);
  }
  if (strncmp(room, folder, folder_length) != 0) return NULL;
  return room[folder_length] == '/' || room[folder_length] == 0 ? room : NULL;
}

static int opened(int fd, int at, const char *path, int flags) {
  if (fd < 0 || fd >= FILES) return fd;
  int before = errno;
  char room[PATH_MAX];
  const char *found = inside(at, path, room);
  ours[fd] = found != NULL;
  if (found && (flags & O_CREAT)) put_text('C', id_of(fd), found);
  if (found && (flags & O_TRUNC)) put('T', id_of(fd), 0, NULL, 0, 0);
  errno = before;
  return fd;
}

#define MODE mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }
typedef int (*open_type)(const char *, int, ...);
typedef int (*openat_type)(int, const char *, int, ...);
int open(const char *path, int flags, ...) { MODE REAL("open", open_type); return opened(real(path, flags, mode), AT_FDCWD, path, flags); }
int open64(const char *path, int flags, ...) { MODE REAL("open64", open_type); return opened(real(path, flags, mode), AT_FDCWD, path, flags); }
int openat(int at, const char *path, int flags, ...) { MODE REAL("openat", openat_type); return opened(real(at, path, flags, mode), at, path, flags); }
int openat64(int at, const char *path, int flags, ...) { MODE REAL("openat64", openat_type); return opened(real(at, path, flags, mode), at, path, flags); }

int close(int fd) {
  REAL("close", int (*)(int));
  if (fd >= 0 && fd < FILES) ours[fd] = 0;
  return real(fd);
}

static int is_ours(int fd) { return folder && fd >= 0 && fd < FILES && ours[fd]; }

static ssize_t wrote(int fd, off_t at, const struct iovec *parts, int count, ssize_t bytes) {
  if (bytes > 0 && trace >= 0 && is_ours(fd)) put('W', id_of(fd), at, parts, count, bytes);
  return bytes;
}

static off_t end_of(int fd, ssize_t bytes) { return trace >= 0 && is_ours(fd) && bytes > 0 ? lseek(fd, 0, SEEK_CUR) - bytes : 0; }

typedef ssize_t (*pwrite_type)(int, const void *, size_t, off_t);
ssize_t pwrite(int fd, const void *data, size_t bytes, off_t at) {
  REAL("pwrite", pwrite_type);
  struct iovec part = {(void *)data, bytes};
  return wrote(fd, at, &part, 1, real(fd, data, bytes, at));
}
ssize_t pwrite64(int fd, const void *data, size_t bytes, off_t at) {
  REAL("pwrite64", pwrite_type);
  struct iovec part = {(void *)data, bytes};
  return wrote(fd, at, &part, 1, real(fd, data, bytes, at));
}
ssize_t write(int fd, const void *data, size_t bytes) {
  REAL("write", ssize_t (*)(int, const void *, size_t));
  struct iovec part = {(void *)data, bytes};
  ssize_t done = real(fd, data, bytes);
  return wrote(fd, end_of(fd, done), &part, 1, done);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL("writev", ssize_t (*)(int, const struct iovec *, int));
  ssize_t done = real(fd, parts, count);
  return wrote(fd, end_of(fd, done), parts, count, done);
}
typedef ssize_t (*pwritev_type)(int, const struct iovec *, int, off_t);
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  REAL("pwritev", pwritev_type);
  return wrote(fd, at, parts, count, real(fd, parts, count, at));
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t at) {
  REAL("pwritev64", pwritev_type);
  return wrote(fd, at, parts, count, real(fd, parts, count, at));
}

static int resized(int fd, int result) {
  if (result == 0 && trace >= 0 && is_ours(fd)) {
    struct stat found;
    if (fstat(fd, &found) == 0) put('T', found.st_ino, found.st_size, NULL, 0, 0);
  }
  return result;
}
int ftruncate(int fd, off_t size) { REAL("ftruncate", int (*)(int, off_t)); return resized(fd, real(fd, size)); }
int ftruncate64(int fd, off_t size) { REAL("ftruncate64", int (*)(int, off_t)); return resized(fd, real(fd, size)); }
int posix_fallocate(int fd, off_t at, off_t bytes) { REAL("posix_fallocate", int (*)(int, off_t, off_t)); return resized(fd, real(fd, at, bytes)); }
int posix_fallocate64(int fd, off_t at, off_t bytes) { REAL("posix_fallocate64", int (*)(int, off_t, off_t)); return resized(fd, real(fd, at, bytes)); }
int fallocate(int fd, int mode, off_t at, off_t bytes) { REAL("fallocate", int (*)(int, int, off_t, off_t)); return resized(fd, real(fd, mode, at, bytes)); }
int fallocate64(int fd, int mode, off_t at, off_t bytes) { REAL("fallocate64", int (*)(int, int, off_t, off_t)); return resized(fd, real(fd, mode, at, bytes)); }

static int synced(int fd, int (*real)(int)) {
  if (!is_ours(fd)) return real(fd);
  if (fail && syscall(SYS_faccessat, AT_FDCWD, fail, F_OK) == 0) {
    put('F', id_of(fd), 0, NULL, 0, 0);
    errno = EIO;
    return -1;
  }
  uint64_t number = __atomic_add_fetch(&syncs, 1, __ATOMIC_SEQ_CST) << 24 | (uint64_t)getpid();
  uint64_t file = id_of(fd);
  put('B', file, number, NULL, 0, 0);
  if (delay_us > 0) usleep(delay_us);
  /* A traced disk is of paper: only the order of the records counts. */
  int result = trace >= 0 ? 0 : real(fd);
  if (result == 0) put('S', file, number, NULL, 0, 0);
  return result;
}
int fsync(int fd) { REAL("fsync", int (*)(int)); return synced(fd, real); }
int fdatasync(int fd) { REAL("fdatasync", int (*)(int)); return synced(fd, real); }

static int removed(int result, int at, const char *path) {
  char room[PATH_MAX];
  const char *found = result == 0 ? inside(at, path, room) : NULL;
  if (found) put_text('U', 0, found);
  return result;
}
int unlink(const char *path) { REAL("unlink", int (*)(const char *)); return removed(real(path), AT_FDCWD, path); }
int unlinkat(int at, const char *path, int flags) { REAL("unlinkat", int (*)(int, const char *, int)); return removed(real(at, path, flags), at, path); }
int rmdir(const char *path) { REAL("rmdir", int (*)(const char *)); return removed(real(path), AT_FDCWD, path); }

int rename(const char *from, const char *to) {
  REAL("rename", int (*)(const char *, const char *));
  int result = real(from, to);
  char room[PATH_MAX], other[PATH_MAX];
  const char *source = result == 0 ? inside(AT_FDCWD, from, room) : NULL;
  const char *target = source ? inside(AT_FDCWD, to, other) : NULL;
  if (target) {
    struct iovec parts[2] = {{(void *)source, strlen(source) + 1}, {(void *)target, strlen(target)}};
    put('R', 0, 0, parts, 2, parts[0].iov_len + parts[1].iov_len);
  }
  return result;
}

int mkdir(const char *path, mode_t mode) {
  REAL("mkdir", int (*)(const char *, mode_t));
  int result = real(path, mode);
  char room[PATH_MAX];
  const char *found = result == 0 ? inside(AT_FDCWD, path, room) : NULL;
  if (found) put_text('D', 0, found);
  return result;
}
