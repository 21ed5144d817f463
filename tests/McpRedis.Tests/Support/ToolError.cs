namespace McpRedis.Tests.Support;

/// <summary>A failed call as a client reads it.</summary>
internal sealed record ToolError(string Code, string Message, string Hint, bool Retryable)
{
    /// <summary>What the call would do, where it must be confirmed.</summary>
    public System.Text.Json.JsonElement? Preview { get; init; }

    /// <summary>To repeat the call with; null where this is not the way.</summary>
    public string? ConfirmToken { get; init; }
}

/// <summary>A call failed where the test did not expect it to.</summary>
internal sealed class ToolErrorException(string tool, ToolError error) : Exception($"{tool}: {error.Code}: {error.Message} {error.Hint}")
{
    public ToolError Error { get; } = error;
}
