using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using McpRedis.Faults;

namespace McpRedis.Catalogue;

/// <summary>
/// Arguments of one call, read by the generated binders. Every mistake is collected, so a caller with three hears of
/// three. Numbers and booleans are also taken as strings, as some models send them, and numbers where text is expected.
/// </summary>
/// <param name="values">As the client sent them; null for none.</param>
/// <param name="path">Prefix for messages: <c>items[2].</c> inside an object of a list.</param>
/// <param name="mistakes">Shared with the outer arguments.</param>
internal sealed class ToolArguments(IDictionary<string, JsonElement>? values, string path = "", List<string>? mistakes = null)
{
    /// <summary>Largest key that is taken. Redis allows 512 MiB; nothing sensible is above this.</summary>
    public const int LargestKeyBytes = 64 * 1024;

    // A call can be wrong in a hundred thousand places; an answer has a size.
    private const int ToldMistakes = 8;

    private readonly List<string> _mistakes = mistakes ?? [];
    private bool _base64;

    /// <summary>The call says <c>encoding: base64</c>.</summary>
    public bool IsBase64 => _base64;

    /// <summary>Refuses names the tool does not have: a misspelt option must not run with its default.</summary>
    public void RefuseUnknown(IEnumerable<string> known)
    {
        foreach (string name in values?.Keys ?? [])
        {
            if (!known.Contains(name))
            {
                if (_mistakes.Count >= ToldMistakes)
                {
                    _mistakes.Add("");   // counted, not told: there may be a hundred thousand
                    continue;
                }
                string list = string.Join(", ", known);
                _mistakes.Add($"{path}{Printable(name)}: no such argument; known are {(list.Length == 0 ? "none" : list)}.{Nearest.Hint(name, known)}");
            }
        }
    }

    public void ThrowIfInvalid()
    {
        if (_mistakes.Count > 0)
        {
            string more = _mistakes.Count > ToldMistakes ? $" And {_mistakes.Count - ToldMistakes} more." : "";
            throw new Fault(ErrorCode.InvalidArgument, string.Join(" ", _mistakes.Take(ToldMistakes)) + more, "Correct the arguments and call again. Nothing was sent to Redis.");
        }
    }

    public void ReadEncoding() => _base64 = Choice("encoding", false, ["utf8", "base64"]) == 1;

    /// <summary>Text, or a number as it is written: a bound, an id or a name may look like one. Keys and values are never taken so.</summary>
    public string? Text(string name, bool required) => Find(name, required) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetRawText()
        : TextOf(value, path + name);

    public bool? Flag(string name, bool required)
    {
        if (Find(name, required) is not { } value)
        {
            return null;
        }
        switch (value.ValueKind)
        {
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            case JsonValueKind.String when TextOf(value, path + name) is "true" or "false": return value.ValueEquals("true"u8);
            default: Mistake(name, "expected true or false", value); return null;
        }
    }

    public long? Integer(string name, bool required, long min = long.MinValue, long max = long.MaxValue)
    {
        if (Find(name, required) is not { } value)
        {
            return null;
        }
        bool read = value.ValueKind switch
        {
            JsonValueKind.Number => TryWhole(value, out long number) && Keep(number, out _),
            JsonValueKind.String => long.TryParse(TextOf(value, path + name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && Keep(number, out _),
            _ => false,
        };
        if (!read || _last < min || _last > max)
        {
            Mistake(name, min == long.MinValue && max == long.MaxValue ? "expected a 64-bit integer" : $"expected an integer from {min} to {max}", value);
            return null;
        }
        return _last;
    }

    public double? Number(string name, bool required, double min = double.NegativeInfinity, double max = double.PositiveInfinity)
    {
        if (Find(name, required) is not { } value)
        {
            return null;
        }
        double number = double.NaN;
        bool read = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out number) && double.IsFinite(number),
            JsonValueKind.String => double.TryParse(TextOf(value, path + name), NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number),
            _ => false,
        };
        if (!read || number < min || number > max)
        {
            Mistake(name, double.IsFinite(min) || double.IsFinite(max) ? $"expected a number from {min} to {max}" : "expected a finite number", value);
            return null;
        }
        return number;
    }

    /// <summary>A number, or <c>inf</c>, <c>+inf</c>, <c>-inf</c> as text.</summary>
    public double? NumberOrInfinity(string name, bool required)
    {
        if (Find(name, required) is not { } value)
        {
            return null;
        }
        string? word = value.ValueKind == JsonValueKind.String ? TextOf(value, path + name) : null;
        double number = double.NaN;
        bool read = word switch
        {
            "inf" or "+inf" => (number = double.PositiveInfinity) > 0,
            "-inf" => (number = double.NegativeInfinity) < 0,
            null => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number) && double.IsFinite(number),
            _ => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number),
        };
        if (!read)
        {
            Mistake(name, "expected a number, \"inf\" or \"-inf\"", value);
            return null;
        }
        return number;
    }

    /// <summary>Index of the word among <paramref name="words"/>.</summary>
    public int? Choice(string name, bool required, string[] words)
    {
        if (Find(name, required) is not { } value)
        {
            return null;
        }
        string? word = value.ValueKind == JsonValueKind.String ? TextOf(value, path + name) : null;
        int index = word is null ? -1 : Array.IndexOf(words, word);
        if (index < 0)
        {
            string expected = $"expected one of {string.Join(", ", words)}";
            if (word is null)
            {
                Mistake(name, expected, value);
            }
            else
            {
                _mistakes.Add($"{path}{name}: {expected}.{Nearest.Hint(word, words)}");
            }
            return null;
        }
        return index;
    }

    /// <summary>A value: text as UTF-8, or decoded when the call says <c>encoding: base64</c>.</summary>
    public byte[]? Bytes(string name, bool required) => Find(name, required) is { } value ? BytesOf(value, path + name) : null;

    public byte[]? Key(string name, bool required) => Find(name, required) is { } value ? KeyOf(value, path + name) : null;

    public byte[][]? BytesList(string name, bool required, int min, int max) => List(name, required, min, max, BytesOf);

    /// <summary>As <see cref="BytesList"/>, with a first item that is text in any encoding.</summary>
    public byte[][]? PlainFirstList(string name, bool required, int min, int max) =>
        List(name, required, min, max, (value, place) => place == $"{path}{name}[0]" ? TextOf(value, place) is { } text ? Encoding.UTF8.GetBytes(text) : null : BytesOf(value, place));

    public byte[][]? KeyList(string name, bool required, int min, int max) => List(name, required, min, max, KeyOf);

    public string[]? TextList(string name, bool required, int min, int max) => List(name, required, min, max, TextOf);

    public double[]? NumberList(string name, bool required, int min, int max)
    {
        if (List(name, required, min, max, static (element, _) => new Boxed(element)) is not { } elements)
        {
            return null;
        }
        var numbers = new double[elements.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (elements[i].Element.ValueKind != JsonValueKind.Number || !elements[i].Element.TryGetDouble(out numbers[i]) || !double.IsFinite(numbers[i]))
            {
                _mistakes.Add($"{path}{name}[{i}]: expected a finite number, got {Kind(elements[i].Element)}.");
            }
        }
        return numbers;
    }

    public int[]? IntegerList(string name, bool required, int min, int max)
    {
        if (List(name, required, min, max, static (element, _) => new Boxed(element)) is not { } elements)
        {
            return null;
        }
        int[] numbers = new int[elements.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (elements[i].Element.ValueKind != JsonValueKind.Number || !elements[i].Element.TryGetInt32(out numbers[i]))
            {
                _mistakes.Add($"{path}{name}[{i}]: expected an integer, got {Kind(elements[i].Element)}.");
            }
        }
        return numbers;
    }

    /// <summary>A list of objects, each bound by <paramref name="bind"/>.</summary>
    public T[]? Objects<T>(string name, bool required, int min, int max, string[] members, Func<ToolArguments, T> bind)
        where T : class
        => List(name, required, min, max, (element, place) =>
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                _mistakes.Add($"{place}: expected an object with {string.Join(", ", members)}, got {Kind(element)}.");
                return null;
            }
            var fields = new Dictionary<string, JsonElement>();
            foreach (var property in element.EnumerateObject())
            {
                fields[property.Name] = property.Value;
            }
            int before = _mistakes.Count;
            var item = new ToolArguments(fields, place + ".", _mistakes) { _base64 = _base64 };
            item.RefuseUnknown(members);
            var bound = bind(item);
            return _mistakes.Count == before ? bound : null;
        });

    private sealed record Boxed(JsonElement Element);

    private T[]? List<T>(string name, bool required, int min, int max, Func<JsonElement, string, T?> read)
        where T : class
    {
        if (Find(name, required) is not { } value)
        {
            return null;
        }
        if (value.ValueKind != JsonValueKind.Array)
        {
            Mistake(name, "expected a list", value);
            return null;
        }
        int count = value.GetArrayLength();
        if (count < min || count > max)
        {
            _mistakes.Add($"{path}{name}: expected {min} to {max} items, got {count}.");
            return null;
        }
        var items = new T[count];
        int index = 0;
        foreach (var element in value.EnumerateArray())
        {
            items[index] = read(element, $"{path}{name}[{index}]")!;
            index++;
        }
        return items;
    }

    private byte[]? KeyOf(JsonElement value, string place)
    {
        byte[]? key = BytesOf(value, place);
        if (key is { Length: > LargestKeyBytes })
        {
            _mistakes.Add($"{place}: a key of {key.Length} bytes; at most {LargestKeyBytes} are taken.");
            return null;
        }
        return key;
    }

    private byte[]? BytesOf(JsonElement value, string place)
    {
        if (TextOf(value, place) is not { } text)
        {
            return null;
        }
        if (!_base64)
        {
            return Encoding.UTF8.GetBytes(text);
        }
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(utf8.Length)];
        if (Base64.DecodeFromUtf8(utf8, decoded, out int used, out int written) != System.Buffers.OperationStatus.Done || used != utf8.Length)
        {
            _mistakes.Add($"{place}: not valid base64 (encoding is base64).");
            return null;
        }
        return decoded[..written];
    }

    private string? TextOf(JsonElement value, string place)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            _mistakes.Add($"{place}: expected a string, got {Kind(value)}.");
            return null;
        }
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            _mistakes.Add($"{place}: holds half of a surrogate pair; send binary data with encoding base64.");
            return null;
        }
    }

    // 5 and 5.0 and 5e0 are the same number in JSON.
    private static bool TryWhole(JsonElement value, out long number)
    {
        if (value.TryGetInt64(out number))
        {
            return true;
        }
        bool whole = value.TryGetDecimal(out decimal exact) && exact == decimal.Truncate(exact) && exact is >= long.MinValue and <= long.MaxValue;
        number = whole ? (long)exact : 0;
        return whole;
    }

    private long _last;

    private bool Keep(long number, out long kept)
    {
        _last = kept = number;
        return true;
    }

    private JsonElement? Find(string name, bool required)
    {
        if (values is not null && values.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null)
        {
            return value;
        }
        if (required)
        {
            _mistakes.Add($"{path}{name}: is required.");
        }
        return null;
    }

    private void Mistake(string name, string expected, JsonElement got) => _mistakes.Add($"{path}{name}: {expected}, got {Kind(got)}.");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => Printable(value.GetRawText()),
        JsonValueKind.String => "a string",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "null",
    };

    // What a caller typed is echoed only where it is short and plain.
    private static string Printable(string text) =>
        text.Length <= 40 && text.All(c => c is > ' ' and < '\u007f') ? text : "(unprintable or long)";
}
