using System.Diagnostics;
using McpRedis.Rdb.Elements;

namespace McpRedis.Rdb.Transcoding;

/// <summary>
/// Makes of a value one that the target takes: the same bytes where it knows the type, else the best type it knows. Decides by the type, so what
/// goes over unchanged costs a look into a table. Keeps buffers; not for concurrent use.
/// </summary>
/// <remarks>
/// A server looks only at the version in a payload's footer to decide whether it takes it, and then decodes by the type alone. So the footer says
/// the smallest version that knows the type, and the type must be one whose layout means the same to both: 22 does not.
/// </remarks>
/// <param name="target">What the target takes.</param>
/// <param name="options">What the bytes do not say.</param>
internal sealed class Transcoder(RdbTarget target, TranscodeOptions options)
{
    private readonly DecodeBuffers _buffers = new();
    private readonly RdbEncoder _encoder = new();
    private readonly TranscodeRoute?[] _routes = new TranscodeRoute?[2 * 256];

    /// <param name="source">The value and all that belongs to it.</param>
    /// <param name="nowMs">The time of the source, which decides about fields whose TTL is over.</param>
    /// <param name="losses">What is lost is added here.</param>
    /// <returns>Views that are good until the next call.</returns>
    /// <exception cref="RdbFormatException">The value had to be read and is not what its type says.</exception>
    public Transcoded Transcode(in TypedValue source, long nowMs, TranscodeLosses losses)
    {
        TranscodeRoute route = Route(source.Flavour, source.Type);
        if (route.Type is not { } type)
        {
            return Refused(route.Refusal!);
        }
        if (source.Type == RdbType.Module2 && MissingModule(source.Value) is { } missing)
        {
            return Refused(missing);
        }
        return route.IsSame
            ? Result(TranscodeOutcome.Same, type, source.Value, source, losses)
            : Convert(source, type, nowMs, losses);
    }

    /// <summary>What becomes of a type, without a value.</summary>
    public TranscodeRoute Route(RdbFlavour flavour, RdbType type) =>
        _routes[((int)flavour * 256) + (int)type] ??= TranscodeRoute.Find(flavour, type, target, options.ArraysAsHashes);

    private Transcoded Convert(in TypedValue source, RdbType type, long nowMs, TranscodeLosses losses)
    {
        _encoder.Clear();
        _buffers.Trim();
        bool any = true;
        if (source.Type.IsStream())
        {
            new StreamConversion(source.Type, type, source.Value, nowMs, options.KeepNacked, _encoder, losses).Write();
        }
        else if (source.Type.MayHaveFieldTtls())
        {
            any = HashConversion.Write(source, type, nowMs, _buffers, _encoder, losses, out type);
        }
        else
        {
            any = PlainConversion.Write(source, type, _buffers, _encoder);
            losses.Add(TranscodeLoss.Arrays, source.Type == RdbType.Array ? 1 : 0);
        }
        return any
            ? Result(TranscodeOutcome.Converted, type, _encoder.Written, source, losses)
            : new Transcoded { Outcome = TranscodeOutcome.Gone };
    }

    private Transcoded Result(TranscodeOutcome outcome, RdbType type, ReadOnlySpan<byte> value, in TypedValue source, TranscodeLosses losses)
    {
        bool keepsMeta = source.Meta.IsEmpty || (target.Flavour == RdbFlavour.Redis && target.Version >= TypeVersions.KeyMeta);
        if (!keepsMeta)
        {
            losses.Add(TranscodeLoss.KeyMeta, Attachments(source.Meta));
        }
        int version = TypeVersions.Footer(target.Flavour, type);
        Debug.Assert(version <= target.Version || target.Version < TypeVersions.FirstOfPayloads, "a footer that the target refuses");
        return new Transcoded
        {
            Outcome = outcome,
            Type = type,
            Value = value,
            Meta = keepsMeta ? source.Meta : default,
            Version = (ushort)(keepsMeta && !source.Meta.IsEmpty ? Math.Max(version, TypeVersions.KeyMeta) : version),
        };
    }

    private string? MissingModule(ReadOnlySpan<byte> value)
    {
        string type = ModuleType.Name(new ValueReader(value).Length());
        string module = ModuleType.Module(type);
        return options.TargetModules.Contains(module) ? null : $"the target has no module {module} for values of type {type}";
    }

    // f3 02 …: two modules have attached something
    private static long Attachments(ReadOnlySpan<byte> meta) => (long)Math.Min(new ValueReader(meta[1..]).Length(), (ulong)meta.Length);

    private static Transcoded Refused(string reason) => new() { Outcome = TranscodeOutcome.Refused, Refusal = reason };
}
