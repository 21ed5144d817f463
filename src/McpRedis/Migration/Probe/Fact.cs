using McpRedis.Faults;

namespace McpRedis.Migration.Probe;

/// <summary>How much is known of something a server was asked.</summary>
internal enum FactState
{
    /// <summary>The server does not have it, or said nothing of it.</summary>
    Missing,
    /// <summary>The server refused to tell.</summary>
    Refused,
    Known,
}

/// <summary>One thing a server was asked: what it answered, or why it is not known. Nothing is guessed in its place.</summary>
/// <param name="State">How much is known.</param>
/// <param name="Value">What it is; the default of its type unless known.</param>
/// <param name="Why">Why it is not known, in a few words; null when it is.</param>
internal readonly record struct Fact<T>(FactState State, T? Value, string? Why)
{
    public bool IsKnown => State == FactState.Known;

    public static Fact<T> Known(T value) => new(FactState.Known, value, null);

    public static Fact<T> Missing(string why) => new(FactState.Missing, default, why);

    public static Fact<T> Refused(string why) => new(FactState.Refused, default, why);

    /// <summary>Known when there is a value; else what was asked for is not there.</summary>
    public static Fact<T> Of(T? value, string missing) => value is null ? Missing(missing) : Known(value);

    public static Fact<T> Of(Fault fault) => fault.Code == ErrorCode.NotPermitted ? Refused(fault.Message) : Missing(fault.Message);

    /// <summary>The same of another form of it. What cannot be read is missing: servers differ, and a wrong reading must not end the probe.</summary>
    public Fact<TOther> Read<TOther>(Func<T, TOther> read)
    {
        if (!IsKnown)
        {
            return new(State, default, Why);
        }
        try
        {
            return read(Value!) is { } value ? Fact<TOther>.Known(value) : Fact<TOther>.Missing("not told");
        }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException or OverflowException or InvalidCastException)
        {
            return Fact<TOther>.Missing("told in a form that is not understood");
        }
    }
}
