using System.Globalization;
using System.Text;

namespace McpRedis.Tests.Support;

/// <summary>A reply as it came over the wire, RESP2 or RESP3.</summary>
/// <param name="Kind">The type byte: <c>+ - : $ * _ # , ( ! = % ~ > |</c>.</param>
/// <param name="Bytes">The payload of everything that is not an aggregate; null for a null.</param>
/// <param name="Items">The elements of an aggregate; a map gives key, value, key, value.</param>
internal sealed record RawReply(char Kind, byte[]? Bytes, IReadOnlyList<RawReply>? Items = null)
{
    public bool IsError => Kind is '-' or '!';

    public bool IsNull => Bytes is null && Items is null;

    /// <summary>The payload as UTF-8.</summary>
    public string Text => Bytes is null ? "" : Encoding.UTF8.GetString(Bytes);

    public long Integer => long.Parse(Text, CultureInfo.InvariantCulture);

    public RawReply this[int index] => (Items ?? throw new InvalidOperationException($"not an aggregate: {this}"))[index];

    /// <summary>The texts of an aggregate's elements.</summary>
    public IReadOnlyList<string> Texts => [.. (Items ?? []).Select(item => item.Text)];

    /// <summary>A flat key, value, … list (or a map) by key.</summary>
    public IReadOnlyDictionary<string, RawReply> Map =>
        (Items ?? []).Chunk(2).ToDictionary(pair => pair[0].Text, pair => pair[1], StringComparer.Ordinal);

    public override string ToString() => Items is null
        ? $"{Kind}{(Bytes is null ? "(null)" : Text)}"
        : $"{Kind}[{string.Join(", ", Items)}]";
}

/// <summary>The server answered with an error where the test did not expect one.</summary>
internal sealed class RawRedisException(string message) : Exception(message);
