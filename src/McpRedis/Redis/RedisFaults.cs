using System.Buffers;
using McpRedis.Faults;

namespace McpRedis.Redis;

/// <summary>
/// Error replies of a server as faults. What a server writes into an error may be a key, a value or an address, so
/// nothing of its text is passed on but a code word; <see cref="ErrorText"/> holds our own sentences.
/// </summary>
internal static partial class RedisFaults
{
    /// <summary>EXEC itself was refused, for what follows; the transaction is given up.</summary>
    public const string AbortReason = "EXECABORT Transaction discarded because of: ";

    private const int LongestReason = 400;
    private static readonly SearchValues<char> PlainText = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ,.:;()'-_/");

    /// <param name="errorText">The reply, with or without its leading '-'.</param>
    /// <param name="commandName">Full name of the command sent, <c>CONFIG GET</c>; never its arguments.</param>
    public static Fault FromReply(string errorText, string commandName)
    {
        var text = errorText.AsSpan().TrimStart('-').Trim();
        if (text.StartsWith(AbortReason, StringComparison.Ordinal))
        {
            text = text[AbortReason.Length..];
        }
        if (text.StartsWith("NOPERM", StringComparison.Ordinal))
        {
            return NotPermitted(text, commandName);
        }
        if (RefusedSetting(text) is { } refused)
        {
            return refused;
        }
        if (ScriptLine(text) is { } line && !text.StartsWith("ERR Script killed", StringComparison.OrdinalIgnoreCase))
        {
            return InScript(text[..text.IndexOf(ScriptMark)].ToString(), line, commandName);
        }
        foreach (var known in ErrorText.All)
        {
            if (Begins(text, known.Prefix))
            {
                string message = known.Message.Replace("{0}", commandName, StringComparison.Ordinal).Replace("{1}", TypeOf(commandName), StringComparison.Ordinal);
                string hint = known.Hint.Length == 0 && known.Code == ErrorCode.UnsupportedByServer ? NeedOf(commandName) : known.Hint;
                return new(known.Code, message, hint, known.Retryable);
            }
        }
        return new(ErrorCode.ServerError, $"Redis refused {commandName}{CodeWord(text)}.", "See the command's page in the Redis documentation.");
    }

    // ERR CONFIG SET failed (possibly related to argument 'maxmemory') - argument must be a memory value
    // The reason is passed on only for settings whose values are no secrets, and only as plain words.
    private static Fault? RefusedSetting(ReadOnlySpan<char> text)
    {
        const string Begin = "ERR CONFIG SET failed (possibly related to argument '", Middle = "') - ";
        int end = text.StartsWith(Begin, StringComparison.Ordinal) ? text.IndexOf(Middle, StringComparison.Ordinal) : -1;
        if (end < 0 || SettingNames.Find(SettingNames.Changeable, text[Begin.Length..end].ToString()) is not { } name)
        {
            return null;
        }
        var reason = text[(end + Middle.Length)..];
        bool plain = reason.Length <= LongestReason && !reason.ContainsAnyExcept(PlainText);
        return new(ErrorCode.InvalidArgument, $"{name}: Redis refuses the value{(plain ? $": {reason}" : "")}. Nothing was changed.", "redis_config_get shows the setting as it is.");
    }

    // "WRONGTYPE Operation … value script: 4ba3ff…, on @user_script:7.": a script failed half-way, and Redis undoes nothing. Valkey 9 leaves the digest out.
    private const string ScriptMark = " script: ";

    private static int? ScriptLine(ReadOnlySpan<char> text)
    {
        int on = text.LastIndexOf(" on @user_");
        int colon = on < 0 || !text.Contains(ScriptMark, StringComparison.Ordinal) ? -1 : text[on..].LastIndexOf(':') + on;
        return colon > on && int.TryParse(text[(colon + 1)..].TrimEnd('.'), out int line) ? line : null;
    }

    private static Fault InScript(string cause, int line, string commandName)
    {
        var fault = FromReply(cause, "a command of it");
        string why = fault.Code == ErrorCode.ServerError ? "" : $": {fault.Message}";
        return new(fault.Code, $"The script of {commandName} failed in line {line}; what it had written before stays{(why.Length > 0 ? why : ".")}", fault.Code == ErrorCode.ServerError ? "Mend the script." : fault.Hint);
    }

    // A tool looks at a key before it changes it, and its caller knows nothing of the command it looks with.
    private static string TypeOf(string command) => command switch
    {
        "STRLEN" or "GETRANGE" => "a string",
        "HLEN" or "HSTRLEN" or "HMGET" => "a hash",
        "LLEN" or "LRANGE" => "a list",
        "SCARD" or "SRANDMEMBER" => "a set",
        "ZCARD" or "ZRANGE" => "a sorted set",
        "XLEN" or "XRANGE" => "a stream",
        "VCARD" or "VINFO" => "a vector set",
        _ => $"{command} works on",
    };

    // A code word must be followed by its end, so that BUSY is not BUSYKEY; case is the server's, and products differ in that of ERR texts.
    private static bool Begins(ReadOnlySpan<char> text, string prefix) =>
        text.StartsWith(prefix, prefix.Contains(' ', StringComparison.Ordinal) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
        && (prefix.Contains(' ', StringComparison.Ordinal) || text.Length == prefix.Length || text[prefix.Length] is ' ' or ':' or ',');

    // The three rights an ACL can lack. Redis 7.0 writes "this user has no permissions to access one of the keys used as
    // arguments", later ones "No permissions to access a key" and Valkey 9 adds "… a database".
    private static Fault NotPermitted(ReadOnlySpan<char> text, string command)
    {
        string grant = CommandTable.Pinned.Find(command) is null ? command.ToLowerInvariant() : command.ToLowerInvariant().Replace(' ', '|');
        (string message, string hint) = text switch
        {
            // Its words can name anything: pubsub|channels.
            _ when text.Contains("permissions to run", StringComparison.OrdinalIgnoreCase) => ($"The Redis user may not run {command}.", $"The operator can grant it (ACL SETUSER … +{grant})."),
            _ when text.Contains("key", StringComparison.OrdinalIgnoreCase) && text.Contains("access", StringComparison.Ordinal) =>
                ($"The Redis user may not reach a key of this call with {command}.", "The operator can grant a key pattern (ACL SETUSER … ~pattern), or name keys the user may reach."),
            _ when text.Contains("channel", StringComparison.OrdinalIgnoreCase) =>
                ($"The Redis user may not reach a channel of this call with {command}.", "The operator can grant a channel pattern (ACL SETUSER … &pattern)."),
            _ when text.Contains("database", StringComparison.OrdinalIgnoreCase) =>
                ("The Redis user may not use this database.", "Use another database, or have the operator grant it."),
            _ => ($"The Redis user may not run {command}.", $"The operator can grant it (ACL SETUSER … +{grant})."),
        };
        return new(ErrorCode.NotPermitted, message, hint);
    }

    /// <summary>What a server would need for a command it does not know: a version, or a module.</summary>
    public static string NeedOf(string command)
    {
        if (command.Contains('.', StringComparison.Ordinal))
        {
            return $"It belongs to a module ({Module(command[..command.IndexOf('.', StringComparison.Ordinal)])}) that is not loaded; redis_server_info lists modules.";
        }
        if (CommandTable.Pinned.Find(command) is { Since: { } since } entry)
        {
            // Every server in use has what Redis 5 had; if one refuses that, it is another product and no version helps.
            return entry.SinceRedis is { } redis && redis[0] <= '5' && redis[1] == '.'
                ? "This product lacks it, or lacks what was asked of it; redis_server_info tells product and version."
                : $"It needs {since} or newer; redis_server_info tells the server's version.";
        }
        return "redis_server_info tells the server's product and version.";
    }

    private static string Module(string prefix) => prefix switch
    {
        "FT" => "search",
        "TS" => "time series",
        _ => prefix.ToLowerInvariant(),
    };

    // The first word, if it is one of the server's codes and cannot be data: letters only, short, upper case.
    private static string CodeWord(ReadOnlySpan<char> text)
    {
        int end = text.IndexOf(' ');
        var word = end < 0 ? text : text[..end];
        bool code = word.Length is > 2 and <= 20 && word is not "ERR" && !word.ContainsAnyExceptInRange('A', 'Z');
        return code && end > 0 ? $" with the error {word}" : "";
    }
}
