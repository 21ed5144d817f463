using McpRedis.Catalogue;
using McpRedis.Faults;

namespace McpRedis.Guard.Commands;

/// <summary>What makes a write more than a change of the one thing it names, or no write at all: its options.</summary>
internal static class WriteRules
{
    private const string Reads = "reads with these arguments";

    public static CommandRuling Apply(CommandRuling plain, IReadOnlyList<byte[]> a, long nowMs)
    {
        switch (plain.Name)
        {
            // Writes only with certain words; without any of them, at any place, it cannot.
            case "GETEX" when a.Count == 2:
            case "XREAD" when !a.Has("BLOCK", 1):
            case "SORT" when !a.Has("STORE", 2):
            case "GEORADIUS" or "GEORADIUSBYMEMBER" when !a.Has("STORE", 5) && !a.Has("STOREDIST", 5):
            case "BITFIELD" when !a.Has("SET", 2) && !a.Has("INCRBY", 2):
                return plain with { Risk = Risk.Read, Reason = Reads };

            case "XREAD" or "XREADGROUP" when a.Has("BLOCK", 1):
                return plain.Refuse(ErrorCode.CommandNotAllowed, $"{plain.Name} with BLOCK waits, and holds up the connection that all calls share.", "Leave BLOCK out.");
            case "COPY" when a.Has("DB", 3):
                return plain.Refuse(ErrorCode.CommandNotAllowed, "COPY with DB reaches into another database than the call's.", "No tool copies between the databases of one connection.");

            case "DEL" or "UNLINK":
                int keys = plain.Keys.Distinct(Redis.ByteArrayComparer.Instance).Count();
                return plain with { Risk = keys > 1 ? Risk.Destructive : Risk.Write, Reason = keys > 1 ? "deletes several keys" : "deletes a key", Removes = keys };
            case "LMOVE" or "RPOPLPUSH" or "SMOVE" when a.Count > 2:
                return plain with { Grows = [a[2]] };
            case "GETDEL" or "DELEX" or "DELIFEQ":
                return plain with { Reason = "deletes a key", Removes = 1 };

            case "EXPIRE" or "PEXPIRE" or "EXPIREAT" or "PEXPIREAT" when a.Count > 2 && !IsPast(plain.Name, a.Number(2), nowMs):
            case "GETEX" when a.Count > 3 && !EndsAtOnce(a, nowMs):
                return plain with { Reason = "sets an expiry", Expires = plain.Keys };

            case "XDEL" or "XDELEX" or "XACKDEL" when a.Count > 3:
                return plain with { Risk = Risk.Destructive, Reason = "deletes entries of a stream" };
            case "LTRIM" or "XTRIM" or "ZREMRANGEBYRANK" or "ZREMRANGEBYSCORE" or "ZREMRANGEBYLEX":
                return plain with { Risk = Risk.Destructive, Reason = "removes a range of elements" };
            case "XADD" when TrimsStream(a):
                return plain with { Risk = Risk.Destructive, Reason = "trims the stream" };
            case "XGROUP DESTROY" or "XGROUP DELCONSUMER":
                return plain with { Risk = Risk.Destructive, Reason = "loses what a group has pending" };
            case "EXPIRE" or "PEXPIRE" or "EXPIREAT" or "PEXPIREAT" or "HEXPIRE" or "HPEXPIRE" or "HEXPIREAT" or "HPEXPIREAT" when IsPast(plain.Name, a.Number(2), nowMs):
                return plain with { Risk = Risk.Destructive, Reason = "an expiry in the past deletes at once", EndsAtOnce = true };
            case "GETEX" or "HGETEX" or "HSETEX" or "SET" or "MSETEX" when EndsAtOnce(a, nowMs):
                return plain with { Risk = Risk.Destructive, Reason = "an expiry in the past deletes at once", EndsAtOnce = true };

            case "SET" or "SETEX" or "PSETEX" or "MSET" or "MSETEX":
                return plain with { Reason = "sets a string", Replaces = plain.Keys };
            case "SETRANGE" or "SETBIT" or "BITFIELD":
                return plain with { Grows = plain.Keys };

            case "RENAME" when a.Count > 2:
                return Over(plain, a[2], "renames over a key that exists");
            case "RENAMENX" when a.Count > 2:
                return plain with { Grows = [a[2]] };
            case "COPY" when a.Count > 2:
                return a.Has("REPLACE", 3) ? Over(plain, a[2], "replaces a key that exists") : plain with { Grows = [a[2]] };
            case "BITOP" when a.Count > 2:
                return Over(plain, a[2], "replaces its target");
            case "SINTERSTORE" or "SUNIONSTORE" or "SDIFFSTORE" or "ZINTERSTORE" or "ZUNIONSTORE" or "ZDIFFSTORE" or "ZRANGESTORE" or "GEOSEARCHSTORE" when a.Count > 1:
                return Over(plain, a[1], "replaces its target");
            case "SORT" or "GEORADIUS" or "GEORADIUSBYMEMBER":
                return Over(plain, [.. plain.Keys.Skip(1)], "replaces its target");
            default:
                return plain;
        }
    }

    private static CommandRuling Over(CommandRuling plain, byte[] target, string reason) => Over(plain, [target], reason);

    private static CommandRuling Over(CommandRuling plain, IReadOnlyList<byte[]> targets, string reason) => plain with { Reason = reason, Overwrites = targets, Grows = targets };

    // XADD key [NOMKSTREAM] [KEEPREF|DELREF|ACKED] [IDMPAUTO p | IDMP p i] [MAXLEN|MINID [=|~] n] [LIMIT n] id field value …: what a
    // word takes along is stepped over, so that its number is not mistaken for the id. After a word we do not know, MAXLEN counts anywhere.
    private static bool TrimsStream(IReadOnlyList<byte[]> a)
    {
        for (int at = 2; at < a.Count; at++)
        {
            if (a.Is(at, "MAXLEN") || a.Is(at, "MINID"))
            {
                return true;
            }
            bool alone = a.Is(at, "NOMKSTREAM") || a.Is(at, "KEEPREF") || a.Is(at, "DELREF") || a.Is(at, "ACKED");
            int taken = a.Is(at, "LIMIT") || a.Is(at, "IDMPAUTO") ? 1 : a.Is(at, "IDMP") ? 2 : 0;
            if (!alone && taken == 0)
            {
                return a[at] is not ([(byte)'*', ..] or [>= (byte)'0' and <= (byte)'9', ..]) && (a.Has("MAXLEN", at) || a.Has("MINID", at));
            }
            at += taken;
        }
        return false;
    }

    // What is no number the server refuses; taken as past, so that nothing passes by being misread here.
    private static bool IsPast(string name, long? time, long nowMs) => time is not { } value
        || value <= (!name.EndsWith("AT", StringComparison.Ordinal) ? 0 : IsMilliseconds(name) ? nowMs : nowMs / 1000);

    private static bool IsMilliseconds(string name) => name.StartsWith('P') || name.StartsWith("HP", StringComparison.Ordinal);

    private static bool EndsAtOnce(IReadOnlyList<byte[]> a, long nowMs)
    {
        for (int at = 2; at + 1 < a.Count; at++)
        {
            bool past = ((a.Is(at, "EX") || a.Is(at, "PX")) && a.Number(at + 1) <= 0)
                || (a.Is(at, "EXAT") && a.Number(at + 1) <= nowMs / 1000) || (a.Is(at, "PXAT") && a.Number(at + 1) <= nowMs);
            if (past)
            {
                return true;
            }
        }
        return false;
    }
}
