import { randomInt } from 'node:crypto';

const FIRST =
  'Amber Brave Calm Clever Coral Crisp Early Fair Gentle Golden Happy Honest Jolly Kind Lively Lucky Mellow Merry Noble Proud Quick Quiet Rapid Rosy Silver Smooth Sunny Swift Tidy Vivid Warm Wise';
const SECOND =
  'Acorn Badger Beacon Brook Cedar Cloud Comet Falcon Fern Fox Garden Harbor Heron Island Lantern Lark Maple Meadow Otter Owl Pebble Pine River Robin Sparrow Spruce Star Thistle Tulip Valley Willow Wren';

/** Returns two words that match a message with the screen in front of the user. Not a secret. */
export function freshPhrase(): string {
  return [FIRST, SECOND].map(wordOf).join(' ');
}

function wordOf(list: string): string {
  const words = list.split(' ');
  return words[randomInt(words.length)] ?? '';
}
