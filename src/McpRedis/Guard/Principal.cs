namespace McpRedis.Guard;

/// <summary>Who calls.</summary>
/// <param name="Name">For the audit line; a confirmation holds for calls of this name alone.</param>
/// <param name="Grant">What they may do.</param>
internal sealed record Principal(string Name, Grant Grant)
{
    /// <summary>Whoever started this program and talks to it over stdio or the command line: everything the operator allows.</summary>
    public static Principal Local { get; } = new("local", new Grant());
}
