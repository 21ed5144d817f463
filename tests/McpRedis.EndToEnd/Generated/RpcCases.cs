using System.Globalization;
using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Generated;

/// <summary>Generated lines, each with an id of its own where the grammar has one.</summary>
internal static class RpcCases
{
    public const int Count = 10_000;

    /// <summary>Above what a change of digits makes of another.</summary>
    private const long FirstId = 1_000_000_000;

    public static IReadOnlyList<string> Lines(int count) =>
        [.. RpcGrammar.Messages.Values(count, 8).Select((message, index) => OneLine(message).Replace(RpcGrammar.Id, (FirstId + index).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))];

    // Unpaired surrogates have no bytes; as what a line ends with would make two of one.
    private static string OneLine(string message) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(message)).Replace('\n', ' ').Replace('\r', ' ');
}
