using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Guard;
using McpRedis.Reply;

namespace McpRedis.Pipeline;

/// <summary>A call as it came in, whatever the way in was.</summary>
/// <param name="Tool">The tool called.</param>
/// <param name="Arguments">As sent; null for none.</param>
/// <param name="Progress">Where to tell how far the call is; null for nobody.</param>
/// <param name="Proof">Whether the client can ask its user, and what the user said; null for a client that cannot.</param>
internal sealed record CallRequest(
    ToolDefinition Tool, IDictionary<string, JsonElement>? Arguments, CallProgress? Progress = null, CallProof? Proof = null)
{
    /// <summary>Who calls.</summary>
    public Principal Principal { get; init; } = Principal.Local;
}
