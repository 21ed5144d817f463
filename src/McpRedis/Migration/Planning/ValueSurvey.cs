using McpRedis.Migration.Probe;
using McpRedis.Rdb;
using McpRedis.Rdb.Transcoding;

namespace McpRedis.Migration.Planning;

/// <summary>
/// What would become of the source's values on the target: of those that were looked at by making them into what the target takes, of all
/// others by what types the source can write. Nothing of a value is kept.
/// </summary>
internal sealed class ValueSurvey
{
    private readonly RdbFlavour _from;
    private readonly int? _writes;
    private readonly Transcoder? _transcoder;
    private readonly TranscodeLosses _one = new();

    /// <param name="source">Facts of the source.</param>
    /// <param name="target">Facts of the target.</param>
    public ValueSurvey(ServerFacts source, ServerFacts target)
    {
        _from = ValueFormats.FlavourOf(source);
        _writes = source.RdbVersion is { IsKnown: true } own ? own.Value : null;
        if (ValueFormats.TakenBy(target) is { } taken)
        {
            _transcoder = new(taken, ValueFormats.OptionsFor(target));
        }
    }

    /// <summary>False when the target's version is not known, and so nothing can be said.</summary>
    public bool IsKnown => _transcoder is not null;

    /// <summary>Keys that would lose something, by what it is.</summary>
    public Dictionary<TranscodeLoss, long> Losses { get; } = [];

    /// <summary>Keys that would not go over at all, by why.</summary>
    public Dictionary<string, long> Refusals { get; } = new(StringComparer.Ordinal);

    /// <param name="payload">As DUMP gave it.</param>
    /// <param name="nowMs">Unix time.</param>
    public void See(ReadOnlySpan<byte> payload, long nowMs)
    {
        if (_transcoder is null)
        {
            return;
        }
        _one.Clear();
        try
        {
            if (!DumpPayload.TryParse(payload, _from, out var view))
            {
                Refuse("the serialized value is cut short");
                return;
            }
            var result = _transcoder.Transcode(new TypedValue(_from, view.Type, view.Value, view.Meta), nowMs, _one);
            if (result.Outcome == TranscodeOutcome.Refused)
            {
                Refuse(result.Refusal!);
            }
        }
        catch (RdbFormatException)
        {
            Refuse("the serialized value is not of a form that is known");
        }
        foreach (var (kind, _) in _one.All)
        {
            Losses[kind] = Losses.GetValueOrDefault(kind) + 1;
        }
    }

    /// <summary>What values of the source can lose on the way, seen or not; fields that have expired are no loss.</summary>
    public IReadOnlyList<TranscodeLoss> Possible()
    {
        if (_transcoder is null)
        {
            return [];
        }
        var known = new RdbTarget(_from, _writes ?? int.MaxValue);
        return [.. Enum.GetValues<RdbType>().Where(type => known.Knows(type)).SelectMany(type => _transcoder.Route(_from, type).MayLose)
            .Concat(Losses.Keys).Where(kind => kind != TranscodeLoss.ExpiredFields).Distinct().Order()];
    }

    /// <summary>What values of the source can have and no command sets, so that a copy by commands loses it on every target.</summary>
    public IReadOnlyList<TranscodeLoss> UnsetByCommands() =>
        new RdbTarget(_from, _writes ?? int.MaxValue).Knows(RdbType.Stream4) ? [TranscodeLoss.Idempotence, TranscodeLoss.ActiveTimes] : [TranscodeLoss.ActiveTimes];

    private void Refuse(string why) => Refusals[why] = Refusals.GetValueOrDefault(why) + 1;
}
