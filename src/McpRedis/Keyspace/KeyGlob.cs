namespace McpRedis.Keyspace;

/// <summary>
/// The globs of SCAN MATCH on raw bytes, read as the server reads them: <c>*</c>, <c>?</c>, <c>[ab]</c>, <c>[^a-z]</c> and a backslash before
/// what is meant literally. <see href="https://redis.io/docs/latest/commands/keys/"/>. The odd corners are the server's, too: a class that is not
/// closed ends with the pattern, <c>**</c> does not match an empty key while <c>*</c> does, and the bounds of a range are signed bytes,
/// so <c>[a-\xff]</c> reaches from -1 to 97 and not from 97 to 255.
/// Nothing is allocated, and the time is bounded by the product of both lengths: on a mismatch only the last star is tried further,
/// as what an earlier one could take in addition would have to match later in the key still.
/// </summary>
internal static class KeyGlob
{
    public static bool IsMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> key)
    {
        if (pattern is [(byte)'*'])
        {
            return true;
        }
        if (key.IsEmpty)
        {
            return pattern.IsEmpty;
        }
        int at = 0, next = 0, afterStar = -1, starTook = 0;
        while (next < key.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                if (++at == pattern.Length)
                {
                    return true;
                }
                (afterStar, starTook) = (at, next);
            }
            else if (at < pattern.Length && TryOne(pattern, ref at, key[next]))
            {
                next++;
            }
            else if (afterStar < 0)
            {
                return false;
            }
            else
            {
                (at, next) = (afterStar, ++starTook);
            }
        }
        while (at < pattern.Length && pattern[at] == '*')
        {
            at++;
        }
        return at == pattern.Length;
    }

    // One byte of the key against one element of the pattern; where the pattern goes on is told in any case.
    private static bool TryOne(ReadOnlySpan<byte> pattern, ref int at, byte value)
    {
        switch (pattern[at])
        {
            case (byte)'?':
                at++;
                return true;
            case (byte)'[':
                at++;
                return IsInClass(pattern, ref at, value);
            case (byte)'\\' when at + 1 < pattern.Length:
                at += 2;
                return pattern[at - 1] == value;
            default:
                return pattern[at++] == value;
        }
    }

    private static bool IsInClass(ReadOnlySpan<byte> pattern, ref int at, byte value)
    {
        bool not = at < pattern.Length && pattern[at] == '^';
        at += not ? 1 : 0;
        bool found = false;
        for (; at < pattern.Length && pattern[at] != ']'; at++)
        {
            if (pattern[at] == '\\' && at + 1 < pattern.Length)
            {
                at++;
                found |= pattern[at] == value;
            }
            else if (at + 2 < pattern.Length && pattern[at + 1] == '-')
            {
                sbyte from = (sbyte)pattern[at], to = (sbyte)pattern[at + 2];
                found |= from <= to ? (sbyte)value >= from && (sbyte)value <= to : (sbyte)value >= to && (sbyte)value <= from;
                at += 2;
            }
            else
            {
                found |= pattern[at] == value;
            }
        }
        at += at < pattern.Length ? 1 : 0;   // the closing bracket
        return found != not;
    }
}
