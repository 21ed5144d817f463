using System.Text;

namespace McpRedis.Analysis.Counting;

/// <summary>
/// Words of a server (types, encodings) as small numbers, so that a key carries none. What comes after the last free number is
/// <c>other</c>: a server cannot make us hold more words than this.
/// </summary>
internal sealed class WordTable
{
    public const int Most = 48;

    /// <summary>Not asked, or not told.</summary>
    public const byte Unknown = 0;

    private readonly byte[][] _words = new byte[Most][];
    private int _count;

    public WordTable(params ReadOnlySpan<string> known)
    {
        Add("unknown"u8);
        foreach (string word in known)
        {
            Add(Encoding.ASCII.GetBytes(word));
        }
    }

    public int Count => _count;

    public string this[int number] => Encoding.UTF8.GetString(_words[number]);

    public byte Of(ReadOnlySpan<byte> word)
    {
        for (int i = 1; i < _count; i++)
        {
            if (_words[i].AsSpan().SequenceEqual(word))
            {
                return (byte)i;
            }
        }
        return _count < Most - 1 ? Add(word) : _count < Most ? Add("other"u8) : (byte)(Most - 1);
    }

    private byte Add(ReadOnlySpan<byte> word)
    {
        _words[_count] = word.Length <= 64 ? word.ToArray() : word[..64].ToArray();
        return (byte)_count++;
    }
}
