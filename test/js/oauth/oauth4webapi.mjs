// oauth4webapi: the example of docs/oauth-clients.md, all the way.
import * as library from './examples/oauth4webapi.mjs';
import { journey } from './relying-party.mjs';

await journey('oauth4webapi', library);
