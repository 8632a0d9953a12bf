import { z } from 'zod';
import type { Page } from '../../core/listing/listing.ts';
import type { Team } from '../../core/teams/team.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

export const teamModel: Model<Team> = {
  name: 'team',
  schema: z.object({
    $id: z.string().describe('Id.'),
    $createdAt: date('Time of creation.'),
    $updatedAt: date('Time of the last change.'),
    name: z.string().describe('Name; empty if there is none.'),
    total: z.int().describe('Number of members who have joined.'),
    prefs: z.record(z.string(), z.unknown()).describe('Preferences.'),
  }),
  view: (team) => ({
    $id: team.id,
    $createdAt: dateOf(team.createdAt),
    $updatedAt: dateOf(team.updatedAt),
    name: team.name,
    total: team.total,
    prefs: team.prefs,
  }),
};

export const teamListModel: Model<Page<Team>> = {
  name: 'teamList',
  schema: z.object({
    total: z
      .int()
      .describe('Number of matches over all pages; up to 5,000 are counted where something filters.'),
    teams: z.array(teamModel.schema).describe('The teams of this page.'),
  }),
  view: ({ total, rows }, actor) => ({ total, teams: rows.map((team) => teamModel.view(team, actor)) }),
};
