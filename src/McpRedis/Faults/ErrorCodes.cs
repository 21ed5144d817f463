namespace McpRedis.Faults;

/// <summary>Wire names of <see cref="ErrorCode"/>: <c>KeyNotFound</c> is <c>key_not_found</c>.</summary>
internal static class ErrorCodes
{
    private static readonly string[] Names = [.. Enum.GetNames<ErrorCode>().Select(WireName.SnakeCase)];

    /// <summary>All wire names, in the order of the enum.</summary>
    public static IReadOnlyList<string> All => Names;

    public static string Wire(this ErrorCode code) => Names[(int)code];
}
