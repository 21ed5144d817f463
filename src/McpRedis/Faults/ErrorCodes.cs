using System.Text;

namespace McpRedis.Faults;

/// <summary>Wire names of <see cref="ErrorCode"/>: <c>KeyNotFound</c> is <c>key_not_found</c>.</summary>
internal static class ErrorCodes
{
    private static readonly string[] Names = [.. Enum.GetNames<ErrorCode>().Select(SnakeCase)];

    /// <summary>All wire names, in the order of the enum.</summary>
    public static IReadOnlyList<string> All => Names;

    public static string Wire(this ErrorCode code) => Names[(int)code];

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (char c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
