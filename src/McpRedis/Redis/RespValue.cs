using System.Globalization;
using System.Text;

namespace McpRedis.Redis;

/// <summary>
/// One reply of a server, without any type of the client library. Bytes stay bytes; text is made only where a
/// person or a model reads it.
/// </summary>
internal readonly struct RespValue
{
    private readonly object? _payload;   // byte[] of a scalar, RespValue[] of an aggregate
    private readonly long _integer;

    private RespValue(RespKind kind, object? payload, long integer)
    {
        Kind = kind;
        _payload = payload;
        _integer = integer;
    }

    public static RespValue Null => default;

    public RespKind Kind { get; }

    public bool IsNull => Kind == RespKind.Null;

    public bool IsError => Kind == RespKind.Error;

    public bool IsAggregate => Kind is RespKind.Array or RespKind.Set or RespKind.Map or RespKind.Push;

    /// <summary>Elements of an aggregate; of a map key, value, key, value. Empty for anything else.</summary>
    public ReadOnlySpan<RespValue> Items => _payload as RespValue[];

    /// <summary>Elements as an array that must not be written to.</summary>
    public RespValue[] ItemArray => _payload as RespValue[] ?? [];

    public int Count => Items.Length;

    public RespValue this[int index] => Items[index];

    public static RespValue Of(long integer) => new(RespKind.Integer, null, integer);

    public static RespValue Of(bool boolean) => new(RespKind.Boolean, null, boolean ? 1 : 0);

    public static RespValue Of(RespKind kind, byte[] bytes) => new(kind, bytes, 0);

    public static RespValue Of(RespKind kind, RespValue[] items) => new(kind, items, 0);

    /// <summary>A bulk string of UTF-8 text; mostly for tests.</summary>
    public static RespValue Of(string text) => new(RespKind.BulkString, Encoding.UTF8.GetBytes(text), 0);

    /// <summary>Bytes of a string, number or error as the server sent them; empty for null.</summary>
    public ReadOnlyMemory<byte> Bytes => Kind switch
    {
        RespKind.Integer => Encoding.ASCII.GetBytes(_integer.ToString(CultureInfo.InvariantCulture)),
        RespKind.Boolean => _integer != 0 ? "1"u8.ToArray() : "0"u8.ToArray(),
        _ => _payload as byte[] ?? [],
    };

    /// <summary>UTF-8 text, invalid bytes replaced. For names and numbers the server made, never for stored data.</summary>
    public string Text => Kind == RespKind.Integer
        ? _integer.ToString(CultureInfo.InvariantCulture)
        : _payload is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Kind == RespKind.Boolean ? (_integer != 0 ? "1" : "0") : "";

    /// <summary>An integer reply, or a string that is one.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public long Integer => Kind is RespKind.Integer or RespKind.Boolean
        ? _integer
        : long.Parse(_payload as byte[] ?? [], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>A double reply, or a string that is one (<c>inf</c>, <c>-inf</c> and <c>nan</c> included).</summary>
    public double Double => Kind == RespKind.Integer ? _integer : Text switch
    {
        "inf" or "+inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" or "-nan" => double.NaN,
        var text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    /// <summary>For the debugger and failed assertions.</summary>
    public override string ToString() => IsAggregate ? $"{Kind}[{Count}]" : IsNull ? "(null)" : $"{Kind}: {Text}";
}
