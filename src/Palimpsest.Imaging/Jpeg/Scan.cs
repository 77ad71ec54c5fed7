namespace Palimpsest.Imaging.Jpeg;

/// <summary>The header of one scan: which components it codes, with which tables, and which part of their coefficients.</summary>
internal sealed class Scan
{
    /// <summary>Most blocks in an MCU of several components (T.81, B.2.3).</summary>
    private const int MostBlocksInMcu = 10;

    /// <summary>Largest shift of successive approximation (T.81, table B.3).</summary>
    private const int LargestShift = 13;

    public required ScanComponent[] Components { get; init; }

    /// <summary>First coefficient in zigzag order; 0 means the DC scan of a progressive file.</summary>
    public required int SpectralStart { get; init; }

    /// <summary>Last coefficient in zigzag order.</summary>
    public required int SpectralEnd { get; init; }

    /// <summary>The scan adds one bit to coefficients that an earlier scan has begun.</summary>
    public required bool IsRefinement { get; init; }

    /// <summary>Place of the lowest bit that the scan brings.</summary>
    public required int Shift { get; init; }

    /// <summary>MCUs between two restart markers; 0 for none.</summary>
    public required int RestartInterval { get; init; }

    /// <summary>Whether it is all that a picture needs.</summary>
    public bool IsWhole(Frame frame) => !frame.IsProgressive && Components.Length == frame.Components.Length;

    /// <summary>Reads a SOS segment. The components take over the quantisation tables that are in force at their first scan.</summary>
    public static Scan Read(ReadOnlySpan<byte> payload, Frame frame, FileTables tables)
    {
        if (payload.Length < 4 || payload[0] is 0 or > 4 || payload.Length != 4 + (2 * payload[0]))
        {
            throw new PictureException("The JPEG's scan header has the wrong length; the file is damaged.");
        }

        int count = payload[0];
        ReadOnlySpan<byte> progression = payload[(1 + (2 * count))..];
        (int start, int end, int previousShift, int shift) = (progression[0], progression[1], progression[2] >> 4, progression[2] & 15);
        if (frame.IsProgressive)
        {
            CheckProgression(count, start, end, previousShift, shift);
        }
        else
        {
            // A sequential scan always brings everything; libjpeg, too, warns at most when these fields say otherwise.
            (start, end, previousShift, shift) = (0, 63, 0, 0);
        }

        bool needsDc = start == 0 && previousShift == 0;
        bool needsAc = end > 0;
        var components = new ScanComponent[count];
        for (int i = 0; i < count; i++)
        {
            byte id = payload[1 + (2 * i)], slots = payload[2 + (2 * i)];
            Component component = Array.Find(frame.Components, candidate => candidate.Id == id)
                ?? throw new PictureException($"A scan of the JPEG codes component {id}, which its frame does not have; the file is damaged.");
            if (components[..i].Any(other => other.Component == component))
            {
                throw new PictureException($"A scan of the JPEG codes component {id} twice; the file is damaged.");
            }

            component.Quantisation ??= tables.Quantisation(component.QuantisationSlot);
            components[i] = new ScanComponent(component, needsDc ? tables.Dc(slots >> 4) : null, needsAc ? tables.Ac(slots & 15) : null);
        }

        if (count > 1 && components.Sum(part => part.Component.HorizontalSampling * part.Component.VerticalSampling) > MostBlocksInMcu)
        {
            throw new PictureException($"A scan of the JPEG has more than {MostBlocksInMcu} blocks in a unit; the file is damaged.");
        }

        return new Scan
        {
            Components = components,
            SpectralStart = start,
            SpectralEnd = end,
            IsRefinement = previousShift != 0,
            Shift = shift,
            RestartInterval = tables.RestartInterval,
        };
    }

    private static void CheckProgression(int components, int start, int end, int previousShift, int shift)
    {
        bool isBandValid = start == 0 ? end == 0 : end >= start && end <= 63 && components == 1;
        bool isShiftValid = shift <= LargestShift && (previousShift == 0 || shift == previousShift - 1);
        if (!isBandValid || !isShiftValid)
        {
            throw new PictureException(
                $"A progressive scan of the JPEG with {components} components codes coefficients {start} to {end} with shifts {previousShift} to {shift}, which is not possible; the file is damaged.");
        }
    }
}
