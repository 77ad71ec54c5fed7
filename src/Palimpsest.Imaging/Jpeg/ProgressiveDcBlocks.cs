namespace Palimpsest.Imaging.Jpeg;

/// <summary>DC scans of a progressive file: the upper bits as differences (T.81, G.1.2.1), later one plain bit a block.</summary>
internal sealed class ProgressiveDcBlocks(bool isRefinement, int shift) : BlockDecoder
{
    public override void Decode(ref BitReader bits, ScanComponent part, int blockX, int blockY)
    {
        ref short dc = ref part.Component.CoefficientsOf(blockX, blockY)[0];
        if (isRefinement)
        {
            dc |= (short)(bits.ReadBit() << shift);
        }
        else
        {
            part.DcPrediction += bits.ReceiveSigned(bits.Decode(part.Dc!));
            dc = (short)(part.DcPrediction << shift);
        }
    }
}
