using System.Text.Json;
using McpRedis.Faults;

namespace McpRedis.Catalogue;

/// <summary>Calls a reading tool as a client would, with all that stands around a call: for faces that show a tool's reply in another form.</summary>
/// <param name="tool">Name.</param>
/// <param name="connection">Connection it works on.</param>
/// <param name="database">Database; null for the connection's own.</param>
/// <param name="arguments">The tool's own.</param>
/// <param name="cancellationToken">Stops it.</param>
/// <returns>Null when the tool is not one of this server.</returns>
internal delegate ValueTask<ToolAnswer?> ToolCall(string tool, string connection, int? database, Dictionary<string, JsonElement> arguments, CancellationToken cancellationToken);

/// <param name="Json">The reply or the error.</param>
/// <param name="Code">Why it failed; null when it did not.</param>
/// <param name="Note">That the reply is data; null for none.</param>
internal sealed record ToolAnswer(ReadOnlyMemory<byte> Json, ErrorCode? Code, string? Note);
