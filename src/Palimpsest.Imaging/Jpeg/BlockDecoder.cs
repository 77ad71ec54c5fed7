namespace Palimpsest.Imaging.Jpeg;

/// <summary>Decodes one block's share of a scan; one kind for each way of coding.</summary>
internal abstract class BlockDecoder
{
    public static BlockDecoder For(Scan scan, Frame frame)
    {
        if (!frame.IsProgressive)
        {
            return new SequentialBlocks();
        }

        if (scan.SpectralStart == 0)
        {
            return new ProgressiveDcBlocks(scan.IsRefinement, scan.Shift);
        }

        return scan.IsRefinement ? new ProgressiveAcRefinement(scan) : new ProgressiveAcBlocks(scan);
    }

    public abstract void Decode(ref BitReader bits, ScanComponent part, int blockX, int blockY);

    /// <summary>Forgets what spans blocks; the DC predictions are the caller's.</summary>
    public virtual void Restart()
    {
    }
}
