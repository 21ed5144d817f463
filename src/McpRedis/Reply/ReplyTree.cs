using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace McpRedis.Reply;

/// <summary>
/// Any reply of a server as JSON, compact and without loss: text is a string, a whole number up to 2^53 a number, a
/// list an array, nothing null; what JSON has no form for is an object with one telling member: <c>base64</c> (bytes
/// that are not UTF-8), <c>integer</c> (beyond 2^53), <c>double</c> (inf, -inf, nan), <c>map</c> (pairs), <c>error</c>
/// (a code). A string that was cut is <c>{text, sizeBytes, truncated}</c>, a list <c>{items, total, truncated}</c>.
/// </summary>
internal sealed class ReplyTree
{
    private const long LargestExact = 1L << 53;

    private readonly object? _value;

    private ReplyTree(object? value) => _value = value;

    public static ReplyTree Null { get; } = new(null);

    /// <summary>A part of it was left out.</summary>
    public bool Truncated { get; private init; }

    public static ReplyTree Of(long integer) => new(integer);

    public static ReplyTree Of(double number) => new(number);

    public static ReplyTree Of(bool flag) => new(flag);

    public static ReplyTree Of(RedisText text) => new(text) { Truncated = text.Truncated };

    /// <summary>A whole number of any size, as the server spells it.</summary>
    public static ReplyTree BigNumber(string digits) => new(new Tagged("integer", digits));

    public static ReplyTree Error(string code) => new(new Tagged("error", code));

    /// <param name="items">What is shown.</param>
    /// <param name="total">How many there are.</param>
    public static ReplyTree List(IReadOnlyList<ReplyTree> items, int total) =>
        new(new Aggregate(items, total, false)) { Truncated = items.Count < total || items.Any(i => i.Truncated) };

    /// <param name="items">Key, value, key, value: of the pairs that are shown.</param>
    /// <param name="total">Pairs there are.</param>
    public static ReplyTree Map(IReadOnlyList<ReplyTree> items, int total) =>
        new(new Aggregate(items, total, true)) { Truncated = items.Count / 2 < total || items.Any(i => i.Truncated) };

    public void Write(Utf8JsonWriter writer)
    {
        switch (_value)
        {
            case null: writer.WriteNullValue(); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case long integer when integer is <= LargestExact and >= -LargestExact: writer.WriteNumberValue(integer); break;
            case long integer: WriteTagged(writer, new("integer", integer.ToString(CultureInfo.InvariantCulture))); break;
            case double number when double.IsFinite(number): writer.WriteNumberValue(number); break;
            case double number: WriteTagged(writer, new("double", double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf")); break;
            case Tagged tagged: WriteTagged(writer, tagged); break;
            case RedisText { Truncated: false } text when Utf8.IsValid(text.Bytes.Span): writer.WriteStringValue(text.Bytes.Span); break;
            case RedisText text: ReplyJson.WriteText(writer, text); break;
            case Aggregate aggregate: WriteAggregate(writer, aggregate); break;
        }
    }

    private static void WriteTagged(Utf8JsonWriter writer, Tagged tagged)
    {
        writer.WriteStartObject();
        writer.WriteString(tagged.Name, tagged.Value);
        writer.WriteEndObject();
    }

    private static void WriteAggregate(Utf8JsonWriter writer, Aggregate aggregate)
    {
        bool cut = (aggregate.IsMap ? aggregate.Items.Count / 2 : aggregate.Items.Count) < aggregate.Total;
        if (!cut && !aggregate.IsMap)
        {
            WriteItems(writer, aggregate);
            return;
        }
        writer.WriteStartObject();
        writer.WritePropertyName(aggregate.IsMap ? "map" : "items");
        WriteItems(writer, aggregate);
        if (cut)
        {
            writer.WriteNumber("total", aggregate.Total);
            writer.WriteBoolean("truncated", true);
        }
        writer.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter writer, Aggregate aggregate)
    {
        writer.WriteStartArray();
        for (int i = 0; i < aggregate.Items.Count; i++)
        {
            if (aggregate.IsMap && i % 2 == 0)
            {
                writer.WriteStartArray();
            }
            aggregate.Items[i].Write(writer);
            if (aggregate.IsMap && i % 2 == 1)
            {
                writer.WriteEndArray();
            }
        }
        writer.WriteEndArray();
    }

    private sealed record Tagged(string Name, string Value);

    private sealed record Aggregate(IReadOnlyList<ReplyTree> Items, int Total, bool IsMap);
}
