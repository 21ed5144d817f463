using System.Globalization;
using System.Text;

namespace McpRedis.Redis.Raw;

/// <summary>A command that passed the fence once, for sending often; see <see cref="IBulkGateway.Prepare"/>.</summary>
internal sealed class BulkCommand
{
    private readonly int _firstKey;
    private readonly int _lastKey;
    private readonly int _keyStep;

    /// <param name="fullName"><c>RESTORE</c>, <c>CONFIG GET</c>.</param>
    /// <param name="entry">What the table knows of it; null for nothing.</param>
    /// <param name="ordinal">Its number among those of a gate.</param>
    public BulkCommand(string fullName, CommandEntry? entry, int ordinal)
    {
        string[] words = fullName.Split(' ');
        (FullName, Words, Ordinal) = (fullName, words.Length, ordinal);
        Head = Encoding.ASCII.GetBytes(string.Concat(words.Select(word => string.Create(CultureInfo.InvariantCulture, $"${word.Length}\r\n{word}\r\n"))));
        // Only places that are fixed: what looks for its keys by a word or a number goes through IBulkGateway.AskAsync.
        if (entry is { FirstKey: > 0 } && entry.KeySpecs.All(spec => spec is { Known: true, Keyword: null, CountAt: < 0, Limit: 0 or 1 }))
        {
            (_firstKey, _lastKey, _keyStep) = (entry.FirstKey - words.Length, entry.LastKey < 0 ? int.MaxValue : entry.LastKey - words.Length, Math.Max(entry.KeyStep, 1));
            AreKeysKnown = entry.LastKey is -1 or >= 0;
        }
        else
        {
            (_firstKey, _lastKey, _keyStep) = (int.MaxValue, -1, 1);
            AreKeysKnown = entry is { KeySpecs.Length: 0, FirstKey: 0 };
        }
    }

    public string FullName { get; }

    /// <summary>The words of the name, encoded.</summary>
    public byte[] Head { get; }

    public int Words { get; }

    public int Ordinal { get; }

    /// <summary>Whether <see cref="IsKey"/> finds all keys.</summary>
    public bool AreKeysKnown { get; }

    /// <param name="argument">Its place after the name, from 0.</param>
    public bool IsKey(int argument) => argument >= _firstKey && argument <= _lastKey && (argument - _firstKey) % _keyStep == 0;
}
