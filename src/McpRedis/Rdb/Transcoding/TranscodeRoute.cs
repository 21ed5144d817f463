using McpRedis.Rdb.Elements;

namespace McpRedis.Rdb.Transcoding;

/// <summary>What becomes of a type on a target, as far as the types alone say it: what a plan can tell before a byte is read.</summary>
/// <param name="Type">The type on the target; null if there is none.</param>
/// <param name="IsSame">The bytes go over as they are.</param>
/// <param name="MayLose">What could be lost, if it is there.</param>
/// <param name="Refusal">Why there is none.</param>
internal readonly record struct TranscodeRoute(RdbType? Type, bool IsSame, IReadOnlyList<TranscodeLoss> MayLose, string? Refusal)
{
    private static readonly RdbType[] Streams = [RdbType.Stream5, RdbType.Stream4, RdbType.Stream3, RdbType.Stream2, RdbType.Stream];

    /// <summary>The best type that the target knows.</summary>
    public static TranscodeRoute Find(RdbFlavour flavour, RdbType type, RdbTarget target, bool arraysAsHashes = false)
    {
        if (TypeVersions.Since(flavour, type) is not null && target.Knows(type) && (type != RdbType.Hash22 || flavour == target.Flavour))
        {
            return new(type, IsSame: true, [], null);
        }
        return (flavour, type) is (RdbFlavour.Valkey, > RdbType.Hash22) ? Refuse(Unknown(type)) : type.Shape() switch
        {
            RdbShape.List => new(RdbType.List, false, [], null),
            RdbShape.Set => new(RdbType.Set, false, [], null),
            RdbShape.SortedSet => new(target.Knows(RdbType.ZSet2) ? RdbType.ZSet2 : RdbType.ZSet, false, [], null),
            RdbShape.Hash => Hash(type, target),
            RdbShape.Stream => Stream(type, target),
            RdbShape.Array when arraysAsHashes => new(RdbType.Hash, false, [TranscodeLoss.Arrays], null),
            RdbShape.Array => Refuse("arrays exist since Redis 8.8"),
            RdbShape.Module => Refuse("the target is older than values of modules that can be moved (Redis 4)"),
            _ => Refuse(type == RdbType.Gcra ? "rate limiters exist since Redis 8.10" : Unknown(type)),
        };
    }

    private static TranscodeRoute Hash(RdbType type, RdbTarget target)
    {
        if (!type.MayHaveFieldTtls())
        {
            return new(RdbType.Hash, false, [], null);
        }
        RdbType withTtls = target.Flavour == RdbFlavour.Valkey ? RdbType.Hash22 : RdbType.HashMetadata;
        return target.Knows(withTtls) ? new(withTtls, false, [TranscodeLoss.ExpiredFields], null)
            : new(RdbType.Hash, false, [TranscodeLoss.FieldTtls, TranscodeLoss.ExpiredFields], null);
    }

    private static TranscodeRoute Stream(RdbType type, RdbTarget target)
    {
        foreach (RdbType older in Streams)
        {
            if (older < type && target.Knows(older))
            {
                return new(older, false, [.. StreamLosses(type, older)], null);
            }
        }
        return Refuse("streams exist since Redis 5");
    }

    private static IEnumerable<TranscodeLoss> StreamLosses(RdbType from, RdbType to) => new[]
    {
        (Since: RdbType.Stream5, Loss: TranscodeLoss.NackedEntries),
        (Since: RdbType.Stream4, Loss: TranscodeLoss.Idempotence),
        (Since: RdbType.Stream3, Loss: TranscodeLoss.ActiveTimes),
        (Since: RdbType.Stream2, Loss: TranscodeLoss.StreamCounters),
    }.Where(step => from >= step.Since && to < step.Since).Select(step => step.Loss);

    private static string Unknown(RdbType type) => $"type {(byte)type} is not one that a payload can have";

    private static TranscodeRoute Refuse(string reason) => new(null, false, [], reason);
}
