using System.Globalization;
using System.Text;

namespace McpRedis.Resources;

/// <summary>
/// The address of a key: <c>redis://default/0/keys/user%3A7</c>. A key may be any bytes, so it is percent-encoded byte by
/// byte and never passes through text: <c>%00</c>, <c>%FF</c> and <c>%2F</c> come back as they were.
/// </summary>
/// <param name="Connection">Name of the connection.</param>
/// <param name="Database">Database.</param>
/// <param name="Key">The key; not empty.</param>
internal sealed record KeyUri(string Connection, int Database, byte[] Key)
{
    public const string Template = "redis://{connection}/{database}/keys/{key}";

    private const string Scheme = "redis://";

    // Longest key whose URI still fits well into a message.
    private const int MaxKeyBytes = 64 * 1024;

    /// <summary>Null for anything else; a '/' in the key may stand as it is, as some clients fill in templates so.</summary>
    public static KeyUri? TryParse(string? uri)
    {
        if (uri?.StartsWith(Scheme, StringComparison.Ordinal) != true || uri.Length > 3 * MaxKeyBytes)
        {
            return null;
        }
        string[] parts = uri[Scheme.Length..].Split('/', 4);
        return parts.Length == 4 && parts[2] == "keys" && parts[0].Length > 0
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int database)
            && parts[1] == database.ToString(CultureInfo.InvariantCulture)
            && Decode(parts[3]) is { Length: > 0 and <= MaxKeyBytes } key
            ? new(parts[0], database, key)
            : null;
    }

    /// <summary>The one form we write; <see cref="TryParse"/> reads it back.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{Scheme}{Connection}/{Database}/keys/"));
        foreach (byte b in Key)
        {
            bool plain = char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~';
            text.Append(plain ? ((char)b).ToString() : $"%{b:X2}");
        }
        return text.ToString();
    }

    // Strictly: a broken escape, a query or a fragment makes it no address of a key.
    private static byte[]? Decode(string text)
    {
        if (text.AsSpan().ContainsAny('?', '#'))
        {
            return null;
        }
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        var bytes = new List<byte>(utf8.Length);
        for (int i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] != '%')
            {
                bytes.Add(utf8[i]);
            }
            else if (i + 2 < utf8.Length && byte.TryParse(utf8.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                return null;
            }
        }
        return [.. bytes];
    }
}
