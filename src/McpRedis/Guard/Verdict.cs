namespace McpRedis.Guard;

/// <summary>May this call run.</summary>
internal enum Verdict
{
    Allow,
    /// <summary>Only after the user said so.</summary>
    Confirm,
    Deny,
}
