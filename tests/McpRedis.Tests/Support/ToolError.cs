namespace McpRedis.Tests.Support;

/// <summary>A failed call as a client reads it.</summary>
internal sealed record ToolError(string Code, string Message, string Hint, bool Retryable);

/// <summary>A call failed where the test did not expect it to.</summary>
internal sealed class ToolErrorException(string tool, ToolError error) : Exception($"{tool}: {error.Code}: {error.Message} {error.Hint}")
{
    public ToolError Error { get; } = error;
}
