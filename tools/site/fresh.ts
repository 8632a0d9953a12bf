/** Builds the documentation if it is missing or older than its pages. */
import { freshenSite } from '../start/fresh.cjs';

freshenSite();
