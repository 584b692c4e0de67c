// A person's or the bot's text: web addresses become safe links, **names of buttons** bold.
const PIECES = /(\*\*[^*\n]+\*\*|https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/g;
const LONGEST = 40;

const shortened = (address) => {
  const plain = address.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "");
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1)}…` : plain;
};

const piece = (part, index) => {
  if (part.startsWith("**") && part.endsWith("**") && part.length > 4) {
    return <b key={index}>{part.slice(2, -2)}</b>;
  }
  if (/^https?:\/\//.test(part)) {
    return (
      <a key={index} href={part} target="_blank" rel="noopener noreferrer nofollow" title={part} dir="ltr">
        {shortened(part)}
      </a>
    );
  }
  return part;
};

export const Rich = ({ text = "" }) => <>{text.split(PIECES).filter(Boolean).map(piece)}</>;
