import descending from 'lucide-static/icons/arrow-down.svg?raw';
import migrations from 'lucide-static/icons/arrow-right-left.svg?raw';
import ascending from 'lucide-static/icons/arrow-up.svg?raw';
import verify from 'lucide-static/icons/badge-check.svg?raw';
import block from 'lucide-static/icons/ban.svg?raw';
import view from 'lucide-static/icons/bookmark.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import down from 'lucide-static/icons/chevron-down.svg?raw';
import left from 'lucide-static/icons/chevron-left.svg?raw';
import right from 'lucide-static/icons/chevron-right.svg?raw';
import switchProject from 'lucide-static/icons/chevrons-up-down.svg?raw';
import circle from 'lucide-static/icons/circle.svg?raw';
import done from 'lucide-static/icons/circle-check.svg?raw';
import account from 'lucide-static/icons/circle-user-round.svg?raw';
import columns from 'lucide-static/icons/columns-3.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import more from 'lucide-static/icons/ellipsis.svg?raw';
import external from 'lucide-static/icons/external-link.svg?raw';
import imports from 'lucide-static/icons/file-input.svg?raw';
import projects from 'lucide-static/icons/folder.svg?raw';
import platforms from 'lucide-static/icons/globe.svg?raw';
import empty from 'lucide-static/icons/inbox.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import keys from 'lucide-static/icons/key-round.svg?raw';
import keyboard from 'lucide-static/icons/keyboard.svg?raw';
import overview from 'lucide-static/icons/layout-dashboard.svg?raw';
import history from 'lucide-static/icons/link.svg?raw';
import jobs from 'lucide-static/icons/list-checks.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import signOut from 'lucide-static/icons/log-out.svg?raw';
import messages from 'lucide-static/icons/mail.svg?raw';
import menu from 'lucide-static/icons/menu.svg?raw';
import system from 'lucide-static/icons/monitor.svg?raw';
import sessions from 'lucide-static/icons/monitor-smartphone.svg?raw';
import dark from 'lucide-static/icons/moon.svg?raw';
import teams from 'lucide-static/icons/network.svg?raw';
import pause from 'lucide-static/icons/pause.svg?raw';
import edit from 'lucide-static/icons/pencil.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import providers from 'lucide-static/icons/plug.svg?raw';
import add from 'lucide-static/icons/plus.svg?raw';
import live from 'lucide-static/icons/radio.svg?raw';
import refresh from 'lucide-static/icons/refresh-cw.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import server from 'lucide-static/icons/server.svg?raw';
import admins from 'lucide-static/icons/shield-user.svg?raw';
import policies from 'lucide-static/icons/sliders-horizontal.svg?raw';
import phone from 'lucide-static/icons/smartphone.svg?raw';
import command from 'lucide-static/icons/square-terminal.svg?raw';
import light from 'lucide-static/icons/sun.svg?raw';
import tag from 'lucide-static/icons/tag.svg?raw';
import remove from 'lucide-static/icons/trash-2.svg?raw';
import alert from 'lucide-static/icons/triangle-alert.svg?raw';
import undo from 'lucide-static/icons/undo-2.svg?raw';
import upload from 'lucide-static/icons/upload.svg?raw';
import users from 'lucide-static/icons/users.svg?raw';
import mask from 'lucide-static/icons/venetian-mask.svg?raw';
import close from 'lucide-static/icons/x.svg?raw';

/** The icons of the console. A page adds what it needs here. */
export const icons = {
  account,
  add,
  admins,
  alert,
  ascending,
  block,
  check,
  circle,
  close,
  columns,
  command,
  copy,
  dark,
  descending,
  done,
  down,
  download,
  edit,
  empty,
  external,
  history,
  imports,
  upload,
  info,
  jobs,
  keyboard,
  keys,
  left,
  light,
  live,
  lock,
  mask,
  menu,
  migrations,
  messages,
  more,
  overview,
  pause,
  phone,
  platforms,
  play,
  policies,
  projects,
  providers,
  refresh,
  remove,
  right,
  search,
  server,
  sessions,
  signOut,
  switchProject,
  system,
  tag,
  teams,
  undo,
  users,
  verify,
  view,
} as const;

export type IconName = keyof typeof icons;
