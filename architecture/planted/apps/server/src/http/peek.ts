// breaks: through-the-front-door, other-workspaces-by-name
import '../../../../packages/protocol/src/messages/message.ts';
