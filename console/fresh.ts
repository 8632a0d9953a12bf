/** Builds the console if it is missing or older than its sources. */
import { freshenConsole } from '../tools/start/fresh.cjs';

freshenConsole();
