using System.Buffers;
using McpRedis.Keyspace;

namespace McpRedis.Migration.Selection;

/// <summary>A glob made ready: most are a prefix or a whole name, which are compared at once.</summary>
internal sealed class KeyPattern
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("*?[\\"u8);

    private readonly byte[] _bytes;
    private readonly Form _form;

    private KeyPattern(byte[] bytes, Form form) => (_bytes, _form) = (bytes, form);

    private enum Form
    {
        Glob,
        Prefix,
        Whole,
    }

    /// <summary>A glob as of SCAN MATCH.</summary>
    public static KeyPattern Of(byte[] glob)
    {
        int special = glob.AsSpan().IndexOfAny(Special);
        return special < 0 ? new(glob, Form.Whole)
            : glob.Length > 1 && special == glob.Length - 1 && glob[special] == '*' ? new(glob[..special], Form.Prefix)
            : new(glob, Form.Glob);
    }

    public bool IsMatch(ReadOnlySpan<byte> key) => _form switch
    {
        Form.Prefix => key.StartsWith(_bytes),
        Form.Whole => key.SequenceEqual(_bytes),
        _ => KeyGlob.IsMatch(_bytes, key),
    };
}
