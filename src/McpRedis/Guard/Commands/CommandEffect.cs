using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using McpRedis.Catalogue;
using McpRedis.Redis;

namespace McpRedis.Guard.Commands;

/// <summary>What a list of commands does, for the one who confirms it: every changing command by name and how many keys, and a digest over all arguments.</summary>
internal static class CommandEffect
{
    private const int ToldNames = 10;
    private const int ToldKeys = 10;
    private const long Persistent = -1;
    private const long Missing = -2;

    /// <param name="commands">Names and arguments as they came.</param>
    /// <param name="rulings">One for each.</param>
    /// <param name="lost">How many of them destroy what is at their target.</param>
    /// <param name="expiries">PTTL of their keys; null when it is not known.</param>
    public static Effect Of(IReadOnlyList<byte[][]> commands, IReadOnlyList<CommandRuling> rulings, int lost, IReadOnlyDictionary<byte[], long>? expiries)
    {
        var changes = rulings.Where(r => r.Risk != Risk.Read).ToList();
        var keys = changes.SelectMany(Touched).Distinct(ByteArrayComparer.Instance).ToList();
        var names = changes.GroupBy(r => r.Name).Select(g => $"{g.Key}{(g.Count() > 1 ? $" {g.Count()} times" : "")}{Counted(g.SelectMany(r => r.Keys), g.SelectMany(Touched))}").ToList();
        string told = string.Join(", ", names.Take(ToldNames)) + (names.Count > ToldNames ? $" and {names.Count - ToldNames} other commands" : "");
        var reasons = changes.Where(r => r.Risk >= Risk.Destructive).Select(r => r.Reason).Distinct().Take(ToldNames).ToList();
        if (lost > 0)
        {
            reasons.Add(lost == 1 ? "a key that exists is overwritten" : $"{lost} commands overwrite keys that exist");
        }
        return new($"runs {told}{(reasons.Count > 0 ? $": {string.Join("; ", reasons)}" : "")}")
        {
            Keys = keys.Count,
            Sample = [.. keys.Take(ToldKeys)],
            WithoutExpiry = expiries is null ? null : keys.Count(k => expiries.GetValueOrDefault(k) == Persistent),
            Plan = [.. rulings.Select((r, i) => (r, i)).Where(pair => pair.r.Risk != Risk.Read).Select(pair => commands[pair.i])],
            Fingerprint = Digest(commands),
        };

        // What is not there cannot be removed.
        IEnumerable<byte[]> Touched(CommandRuling ruling) => ruling.Keys.Where(k => ruling.Removes == 0 || expiries is null || expiries.GetValueOrDefault(k) != Missing);
    }

    /// <summary>A digest in which no two different lists of arguments are equal: every length goes in ahead of its bytes.</summary>
    public static byte[] Digest(IEnumerable<IReadOnlyList<byte[]>> commands)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var command in commands)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, command.Count);
            hash.AppendData(length);
            foreach (byte[] argument in command)
            {
                BinaryPrimitives.WriteInt32LittleEndian(length, argument.Length);
                hash.AppendData(length);
                hash.AppendData(argument);
            }
        }
        return hash.GetHashAndReset();
    }

    private static string Counted(IEnumerable<byte[]> named, IEnumerable<byte[]> touched)
    {
        int count = touched.Distinct(ByteArrayComparer.Instance).Count();
        return !named.Any() ? "" : string.Create(CultureInfo.InvariantCulture, $" ({count} {(count == 1 ? "key" : "keys")})");
    }
}
