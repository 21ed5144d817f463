namespace McpRedis.Guard.Commands;

/// <summary>What can be the name of a command or sub-command at all: <c>^[A-Za-z][A-Za-z0-9._-]{0,63}$</c>.</summary>
internal static class CommandToken
{
    private const int MaxLength = 64;

    /// <summary>The upper-case name; null when the bytes are none: a line, a control character, a letter of another alphabet that looks like ours.</summary>
    public static string? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > MaxLength || !char.IsAsciiLetter((char)bytes[0]))
        {
            return null;
        }
        Span<char> name = stackalloc char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            char c = (char)bytes[i];
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
            {
                return null;
            }
            name[i] = char.ToUpperInvariant(c);
        }
        return new string(name);
    }
}
