using System.Security.Claims;
using System.Text.Json;
using McpRedis.Faults;

namespace McpRedis.Catalogue;

/// <summary>Calls a reading tool as a client would, with all that stands around a call: for faces that show a tool's reply in another form.</summary>
/// <returns>Null when the tool is not one of this server.</returns>
internal delegate ValueTask<ToolAnswer?> ToolCall(ToolQuestion question, CancellationToken cancellationToken);

/// <param name="User">User of the request it is asked for.</param>
/// <param name="Tool">Name.</param>
/// <param name="Connection">Connection it works on.</param>
/// <param name="Database">Database; null for the connection's own.</param>
/// <param name="Arguments">The tool's own.</param>
internal sealed record ToolQuestion(ClaimsPrincipal? User, string Tool, string Connection, int? Database, Dictionary<string, JsonElement> Arguments);

/// <param name="Json">The reply or the error.</param>
/// <param name="Code">Why it failed; null when it did not.</param>
/// <param name="Note">That the reply is data; null for none.</param>
internal sealed record ToolAnswer(ReadOnlyMemory<byte> Json, ErrorCode? Code, string? Note);
