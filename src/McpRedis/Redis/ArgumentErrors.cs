using McpRedis.Faults;

namespace McpRedis.Redis;

/// <summary>
/// What servers say of arguments they cannot take. These sentences are constants without anything of the caller's in
/// what is matched, the same in Redis from 7.0 and in Valkey unless a row says so.
/// </summary>
internal static class ArgumentErrors
{
    private const string Mend = "Mend the argument and call again.";
    private const string Help = "redis_command_help tells the syntax.";

    public static readonly IReadOnlyList<ErrorText> All =
    [
        // Options that exclude each other.
        Of("ERR XX and NX options", "NX and XX exclude each other."),
        Of("ERR GT, LT, and/or NX options", "GT, LT and NX exclude each other."),
        Of("ERR GT and LT options", "GT and LT exclude each other."),
        Of("ERR NX and XX, GT or LT options", "NX goes with none of XX, GT and LT."),
        Of("ERR INCR option supports a single", "With INCR only one score and member can be given."),
        Of("ERR syntax error, LIMIT cannot be used without the special ~", "LIMIT goes with ~ only: MAXLEN ~ 1000 LIMIT 100."),
        Of("ERR syntax error, LIMIT is only supported", "LIMIT goes with BYSCORE or BYLEX only."),
        Of("ERR syntax error, MAXLEN and MINID", "MAXLEN and MINID exclude each other."),
        Of("ERR syntax error, WITHSCORES not supported", "WITHSCORES does not go with BYLEX."),
        Of("ERR If you want both the length and indexes", "LEN and IDX exclude each other; IDX tells the length, too."),
        Of("ERR STORE option in GEORADIUS", "STORE does not go with WITHDIST, WITHHASH and WITHCOORD."),
        Of("ERR the ANY argument requires COUNT", "ANY goes with COUNT only."),
        Of("ERR Unsupported option", "{0} does not know one of its options.", Help),

        // Numbers.
        Of("ERR min or max is not a float", "min and max must be scores: 5, (5, -inf or +inf."),
        Of("ERR min or max not valid string range item", "min and max must be [member, (member, - or +."),
        Of("ERR weight value is not a float", "WEIGHTS must be numbers, one for each key."),
        Of("ERR offset is out of range", "The offset must be a whole number from 0."),
        Of("ERR bit offset is not an integer", "The offset of a bit must be a whole number from 0 to 4294967295 (in BITFIELD also #0, #1 and so on)."),
        Of("ERR bit is not an integer", "A bit is 0 or 1."),
        Of("ERR The bit argument must be 1 or 0", "A bit is 0 or 1."),
        Of("ERR Invalid bitfield type", "The type must be i1 to i64 or u1 to u63."),
        Of("ERR Invalid OVERFLOW type", "OVERFLOW must be WRAP, SAT or FAIL."),
        Of("ERR BITFIELD_RO only supports", "BITFIELD_RO takes GET only.", "BITFIELD sets and increments."),
        Of("ERR BITOP NOT must be called", "BITOP NOT takes one source key."),
        Of("ERR BITOP DIFF", "This operation of BITOP takes at least two source keys."),
        Of("ERR COUNT can't be negative", "COUNT must be 0 or more."),
        Of("ERR COUNT must be > 0", "COUNT must be 1 or more."),
        Of("ERR invalid COUNT", "COUNT must be 1 or more."),
        Of("ERR count should be greater than 0", "COUNT must be 1 or more."),
        Of("ERR count should be greater than or equal to -1", "The count must be -1 or more."),
        Of("ERR LIMIT can't be negative", "LIMIT must be 0 or more."),
        Of("ERR MAXLEN can't be negative", "MAXLEN must be 0 or more."),
        Of("ERR The MAXLEN argument must be", "MAXLEN must be 0 or more."),
        Of("ERR RANK can't be zero", "RANK counts from 1, or from -1 at the end."),
        Of("ERR invalid EF", "EF must be 1 to 1000000."),
        Of("ERR invalid M", "M must be 4 to 4096."),
        Of("ERR decrement would overflow", "The result would not fit in a 64-bit whole number. Nothing was changed.", "Use a smaller step."),
        Of("ERR must be exactly 16 hexadecimal characters", "A digest has 16 hexadecimal characters; DIGEST tells it."),
        Of("ERR One or more scores can't be converted", "The elements are not all numbers, so they cannot be sorted as numbers.", "Add ALPHA to sort them as text."),

        // Numbers of keys and fields.
        Of("ERR numkeys should be greater than 0", "numkeys must be 1 or more, and as many keys must follow."),
        Of("ERR at least 1 input key is needed", "numkeys must be 1 or more, and as many keys must follow."),
        Of("ERR Number of keys can't be greater", "numkeys is larger than the number of keys that follow."),
        Of("ERR Number of fields must be", "numfields must be 1 or more."),
        Of("ERR invalid number of fields", "numfields must be 1 or more."),
        Of("ERR numfields should be greater than 0", "numfields must be 1 or more, and as many fields must follow."),   // Valkey
        Of("ERR The `numfields` parameter", "numfields is not the number of fields that follow."),
        Of("ERR Parameter `numFields`", "numfields is not the number of fields that follow."),
        Of("ERR The `numids` parameter", "numids is not the number of ids that follow."),
        Of("ERR wrong number of key-value pairs", "The number of pairs is not the one that was told."),

        // Geo.
        Of("ERR invalid longitude,latitude pair", "Longitude goes from -180 to 180, latitude from -85.05112878 to 85.05112878; longitude comes first."),
        Of("ERR unsupported unit provided", "The unit must be m, km, ft or mi."),
        Of("ERR radius cannot be negative", "The radius must be 0 or more."),
        Of("ERR height or width cannot be negative", "Width and height must be 0 or more."),

        // Streams.
        Of("ERR The ID specified in XADD must be greater than 0-0", "The id must be above 0-0.", "* lets Redis choose it."),
        Of("ERR Unbalanced", "After STREAMS come all keys, then as many ids."),
        Of("ERR The $ ID is meaningless", "A group reads from > (what is new) or from an id (what is pending), not from $."),
        Of("ERR The > ID can be specified only", "> is for XREADGROUP; XREAD reads from an id, or from $."),
        Of("ERR Invalid min-idle-time", "The idle time must be a whole number of milliseconds."),
        Of("ERR value for ENTRIESREAD", "ENTRIESREAD must be -1 or more."),
        Of("ERR entries_added must be positive", "ENTRIESADDED must be 0 or more."),

        // Others.
        Of("ERR unknown type name", "There is no type of this name.", "It is string, hash, list, set, zset or stream."),
        Of("ERR Invalid condition", "{0} does not know this condition.", Help),
        Of("ERR Invalid command specified", "The server does not know the command in the arguments."),
        Of("ERR Invalid number of arguments specified for command", "The command in the arguments has too few of its own."),
        Of("ERR The command has no key arguments", "The command in the arguments has no keys."),
        new("ERR The specified keys must contain string values", ErrorCode.WrongType, "A key holds another type than a string.", "Ask redis_key_info for its type."),
        new("ERR cannot add projection to existing set", ErrorCode.Conflict, "The set keeps its vectors without REDUCE.", "Leave REDUCE out; redis_vector_info tells what it is."),
    ];

    private static ErrorText Of(string prefix, string message, string hint = Mend) => new(prefix, ErrorCode.InvalidArgument, message, hint);
}
