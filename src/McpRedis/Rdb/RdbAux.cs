using System.Text;

namespace McpRedis.Rdb;

/// <summary>What a file says of itself. Only fields that mean something to us are kept, and of modules' own there may be many.</summary>
internal sealed class RdbAux
{
    private const int LongestValue = 256;
    private static readonly string[] Kept =
        ["redis-ver", "valkey-ver", "redis-bits", "ctime", "used-mem", "repl-stream-db", "repl-id", "repl-offset", "aof-base"];

    private readonly Dictionary<string, string> _fields = [];

    public IReadOnlyDictionary<string, string> Fields => _fields;

    // 09 72 65 64 69 73 2d 76 65 72 | 06 37 2e 30 2e 31 35: redis-ver = 7.0.15
    public void Take(RdbString name, RdbString value)
    {
        if (name.Length > LongestValue || value.Length > LongestValue)
        {
            return;
        }
        byte[] bytes = name.ToArray();
        foreach (string kept in Kept)
        {
            if (Ascii.Equals(bytes, kept))
            {
                _fields[kept] = Encoding.Latin1.GetString(value.ToArray());
            }
        }
    }
}
